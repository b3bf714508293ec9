import { createRedactor } from 'stanch/browser'
import { redactCorpus, type Corpus } from './redact-corpus.ts'

/** Runs in the browser: asks for a corpus, and sends back what became of it. */
async function answer(): Promise<unknown> {
  const corpus = (await (await fetch('/corpus')).json()) as Corpus
  const masked: string[] = []
  const redactor = await createRedactor({
    pack: '/pack',
    key: corpus.key,
    known: corpus.known,
    onMasked: ({ rule, token, path }) => masked.push(`${rule} ${token} ${path}`),
  })
  return redactCorpus(redactor, corpus, masked)
}

const body = await answer().then(
  (result) => JSON.stringify(result),
  (error: unknown) => JSON.stringify({ error: String((error as Error).stack ?? error) }),
)
await fetch('/answer', { method: 'POST', body })
