/** `stanch/console`: what a program writes, redacted before it leaves the process. */
export { redactConsole } from './redact-console.ts'
export type { RedactConsoleOptions, RedactedConsole } from './redact-console.ts'
export { redactWritable } from './redact-writable.ts'
export type { RedactedWritable, RedactWritableOptions } from './redact-writable.ts'
