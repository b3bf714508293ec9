/** `stanch/pino`: as a transport's target, and as a stream or a hook in the program's own thread. */
export { openTransport as default } from './open-transport.ts'
export type { TransportOptions } from './open-transport.ts'
export { lineRedactor } from './line-redactor.ts'
export { redactStream } from './redact-stream.ts'
export type { LineDestination, RedactStream, RedactStreamOptions } from './redact-stream.ts'
