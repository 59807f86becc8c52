/** A step of the schema, as SQL that both engines read once `{instant}` is filled in. */
export interface Migration {
  name: string
  statements: string[]
}
