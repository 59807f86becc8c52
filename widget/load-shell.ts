import shellFile from './shell.ts?file'

export type Shell = typeof import('./shell.ts')

const load = (file: string): Promise<Shell> => import(/* @vite-ignore */ file)

/**
 * What draws a checkout, from the host at `base`. The second try is for one whose name outlives a deployment; a browser
 * remembers by its address, of which the fragment is a part, that an import failed.
 */
export const loadShell = (base: string): Promise<Shell> =>
  load(base + shellFile).catch(() => load(`${base}widget/shell.js#${Date.now()}`))
