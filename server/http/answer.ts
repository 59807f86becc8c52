/** What an endpoint answers when nothing is wrong. */
export interface Answer {
  status: 200 | 201 | 204
  body: object | null
  headers?: Record<string, string>
}
