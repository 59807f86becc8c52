import { leaveByEscape } from '../../ui/leave-by-escape.ts'
import { connectToParent, keepMessages } from '../../ui/parent.ts'
import { createPageTheme } from '../../ui/theme.ts'
import { type ProblemPageState, readPageState } from '../page-state.ts'

/** The program of a page on which there is nothing to pay: tells the page around it why, so that the payer gets to see it. */

const earlier = keepMessages()
const { error, allowedOrigins, words, theme } = readPageState<ProblemPageState>(document)
const onTheme = createPageTheme(document, theme).set
leaveByEscape(connectToParent({ error, allowedOrigins, words, onTheme, earlier }))
