import type { AdapterSource } from './adapter-setting.ts'

/** Adapters whose calls are signed, or need more than a request: each loads its code when it is opened. */
export const codeAdapters: readonly AdapterSource[] = []
