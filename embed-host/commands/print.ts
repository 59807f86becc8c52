export interface JsonOption {
  json?: true
}

/** Flags and text of `--json`, for `command.option(...)`. */
export const JSON_OPTION = ['--json', 'print JSON, for programs'] as const

const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)

/** For people. Programs that read standard output do not see it. */
export const say = (text: string) => process.stderr.write(`${text}\n`)

/**
 * What a command made or changed.
 * @param essence what a script would go on with, alone on standard output: an id, a key.
 */
export function printResult(result: object, { json }: JsonOption, essence: string, note: string): void {
  if (json) return void printJson(result)
  process.stdout.write(`${essence}\n`)
  say(note)
}

/** Columns of an item, each by its heading. */
type ToColumns<Item> = (item: Item) => Record<string, string>

export function printList<Item>(
  items: Item[],
  { json }: JsonOption,
  whenEmpty: string,
  toColumns: ToColumns<Item>,
): void {
  if (json) return void printJson(items)
  if (items.length === 0) return void say(whenEmpty)
  printTable(items.map(toColumns))
}

export function printOne<Item>(item: Item, { json }: JsonOption, toColumns: ToColumns<Item>): void {
  if (json) return void printJson(item)
  printTable([toColumns(item)])
}

/** What is copied as it stands, a line for each item. */
export function printLines<Item>(items: Item[], { json }: JsonOption, toLine: (item: Item) => string): void {
  if (json) return void printJson(items)
  for (const item of items) process.stdout.write(`${toLine(item)}\n`)
}

function printTable(rows: Record<string, string>[]): void {
  const headings = Object.keys(rows[0] ?? {})
  const lines = [headings.map((heading) => heading.toUpperCase()), ...rows.map((cells) => Object.values(cells))]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  for (const line of lines) {
    const padded = line.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    process.stdout.write(`${padded.join('  ').trimEnd()}\n`)
  }
}
