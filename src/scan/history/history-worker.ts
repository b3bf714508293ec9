import { parentPort, threadId, workerData } from 'node:worker_threads'
import type { FallbackNote, NumberedJob, NumberedResult } from '../worker-pool.ts'
import {
  HistoryThread,
  type HistoryJob,
  type HistoryResult,
  type HistorySetup,
} from './history-thread.ts'

const port = parentPort!
const thread = await HistoryThread.start(workerData as HistorySetup, threadId, (fallback) =>
  port.postMessage({ fallback } satisfies FallbackNote),
)

port.on('message', ({ id, job }: NumberedJob<HistoryJob>) => {
  port.postMessage({ id, result: thread.run(job) } satisfies NumberedResult<HistoryResult>)
})
