import type { Redactor } from '../../../src/redact/redactor.ts'

/** What a page is asked to redact. */
export interface Corpus {
  readonly key: string
  readonly known: Readonly<Record<string, string>>
  /** Bytes as one character each. */
  readonly texts: readonly string[]
  /** Redacted once for every place to cut it at. */
  readonly short: string
}

export interface CorpusAnswer {
  readonly texts: readonly string[]
  /** Outputs of all cuttings; one, if all are the same. */
  readonly short: readonly string[]
  readonly masked: readonly string[]
}

/** The same in Node and in a page. */
export function redactCorpus(
  redactor: Redactor,
  corpus: Corpus,
  masked: readonly string[],
): CorpusAnswer {
  const texts = corpus.texts.map((text) => toText(redactor.redact(toBytes(text))))
  const short = toBytes(corpus.short)
  const outputs = new Set<string>()
  for (let cut = 0; cut <= short.length; cut++) {
    const stream = redactor.openBytes()
    const parts = [
      stream.push(short.subarray(0, cut)),
      stream.push(short.subarray(cut)),
      stream.end(),
    ]
    outputs.add(parts.map(toText).join(''))
  }
  return { texts, short: [...outputs], masked }
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function toText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}
