import type { hostOf as Other } from '../host-of.ts'

/** Below it, pinned scripts stand in `pinned/VERSION/`. */
export const hostOf: typeof Other = (folder) => folder?.replace(/pinned\/\w+\/$/, '')
