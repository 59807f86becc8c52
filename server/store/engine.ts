/** What keeps the data. */
export type Engine = 'sqlite' | 'postgres'
