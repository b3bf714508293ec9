import { setFlagsFromString } from 'node:v8'

/**
 * Bytes of bytecode that a function runs through before V8 thinks of optimising it; 67,584 by default. What redacts the few
 * lines that hold secrets is much code that runs seldom: optimised early it costs more than it saves.
 */
const interruptBudget = 1_000_000

/**
 * For a command that redacts long streams; to be called before the code is loaded that it is about. Only where it was
 * measured, in Node 20: later versions have one compiler more, and weigh by the same number.
 */
export function tuneCompiler(): void {
  if (process.versions.v8.startsWith('11.')) {
    setFlagsFromString(`--interrupt-budget=${interruptBudget}`)
  }
}
