import { expect, it } from 'vitest'
import { toEmbeddedJson } from './page-state.ts'

const HOSTILE = '</script><!--<script>alert(1)&amp;\u2028\u2029"\'\\'

it('leaves nothing in the JSON that could end the script element or a line', () => {
  expect(toEmbeddedJson({ HOSTILE })).not.toMatch(/[<>&\u2028\u2029]/)
})

it('means the same as the value it was made from', () => {
  const value = { text: HOSTILE, list: [null, 1, 'ü'] }
  expect(JSON.parse(toEmbeddedJson(value))).toEqual(value)
})
