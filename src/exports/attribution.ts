import type { ExportOrigin } from '../engine/document.ts'

/**
 * Who said something, where, and in which run of an agent. What an export does not tell is left out. Names are shown as
 * the export has them, but for what is a secret itself.
 */
export type Attribution = Omit<
  ExportOrigin,
  'kind' | 'path' | 'format' | 'field' | 'copies' | 'repeats'
>

export type AttributionKey = keyof Attribution
