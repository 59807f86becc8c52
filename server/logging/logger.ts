import pino, { type DestinationStream, type Logger } from 'pino'
import { redact } from './redaction.ts'

/** Logs as JSON lines, to standard output unless told otherwise. What is secret in a line is taken out. */
export const openLogger = (level = 'info', destination: DestinationStream = pino.destination(1)): Logger =>
  pino({ level, hooks: { streamWrite: redactLine } }, destination)

const TEXT = /"(?:[^"\\]|\\.)*"/g

/** Its texts alone: numbers are times and ids of processes, and a line has to stay JSON. */
function redactLine(line: string): string {
  return line.replaceAll(TEXT, (written) => {
    const text: string = JSON.parse(written)
    const safe = redact(text)
    return safe === text ? written : JSON.stringify(safe)
  })
}
