import { gzipSync } from 'node:zlib'
import type { Random } from '../../src/rules/sample.ts'
import { makeZip } from '../sources/archives/make-archives.ts'
import { between, filler, makeFeature, pick, sow, type Feature } from './features.ts'

/** What a document holds in one version, one character per byte. */
export type Content = string

/** Most bytes of a document, but for what its features bring. */
const lengthMax = 200_000

type Piece = string | FeatureInPlace

interface FeatureInPlace {
  readonly feature: Feature
  state: number
}

/** A document that changes by small edits. */
export interface EvolvingDocument {
  /** The next version. */
  next(): Content
}

/** A text of about `length` bytes with some features in it, which are most of the time in a state without a secret. */
export function makeText(length: number, random: Random): EvolvingDocument {
  let pieces: Piece[] = []
  for (let size = 0; size < length;) {
    const text = filler(between(20, Math.max(40, length / 6), random), random)
    pieces.push(text)
    size += text.length
  }
  for (let count = between(1, 3, random); count > 0; count--) {
    const feature = makeFeature(random)
    pieces.splice(between(0, pieces.length, random), 0, { feature, state: 1 })
  }
  let lineEnd = random() < 0.15 ? '\r\n' : '\n'
  let isFirst = true
  return {
    next() {
      if (!isFirst) {
        for (let edits = between(1, 3, random); edits > 0; edits--) pieces = edit(pieces, random)
        if (random() < 0.02) lineEnd = lineEnd === '\n' ? '\r\n' : '\n'
      }
      isFirst = false
      const text = pieces.map((piece) => textOf(piece)).join('')
      return lineEnd === '\n' ? text : text.replaceAll(/\r?\n/g, '\r\n')
    },
  }
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.feature.states[piece.state]!
}

type Edit = (pieces: Piece[], random: Random) => Piece[]

const editsOfPieces: readonly (readonly [weight: number, edit: Edit])[] = [
  [14, switchState],
  [2, (pieces, random) => inserted(pieces, between(0, pieces.length, random), random)],
  [2, (pieces, random) => inserted(pieces, pieces.length, random)],
  [1, (pieces, random) => inserted(pieces, 0, random)],
  [2, changeText],
  [1, (pieces, random) => pieces.toSpliced(between(0, pieces.length, random), 1)],
  [2, moveBlock],
  [1, duplicateBlock],
  [1, (pieces, random) => pieces.slice(0, -between(1, 2, random))],
  [1, addFeature],
]

const weights = editsOfPieces.reduce((sum, [weight]) => sum + weight, 0)

function edit(pieces: Piece[], random: Random): Piece[] {
  if (pieces.length === 0) return inserted(pieces, 0, random)
  let at = random() * weights
  const [, chosen] = editsOfPieces.find(([weight]) => (at -= weight) < 0)!
  const edited = chosen(pieces, random)
  const length = edited.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0),
    0,
  )
  return length > lengthMax ? pieces : edited
}

/** Secrets come and go: a state that most often holds one follows rarely, and does not stay. */
function switchState(pieces: Piece[], random: Random): Piece[] {
  const features = pieces.filter((piece) => typeof piece !== 'string')
  if (features.length === 0) return addFeature(pieces, random)
  const piece = pick(features, random)
  const { states } = piece.feature
  piece.state = random() < 0.35 ? 0 : between(1, states.length - 1, random)
  for (const other of features) {
    if (other !== piece && other.state === 0 && random() < 0.6) other.state = 1
  }
  return pieces
}

function inserted(pieces: Piece[], at: number, random: Random): Piece[] {
  return pieces.toSpliced(at, 0, filler(between(1, 300, random), random))
}

/** Some characters in the middle of a text, as small as edits get. */
function changeText(pieces: Piece[], random: Random): Piece[] {
  const at = between(0, pieces.length - 1, random)
  const piece = pieces[at]!
  if (typeof piece !== 'string' || piece.length < 2) return pieces
  const cut = between(1, piece.length - 1, random)
  const left = piece.slice(0, cut)
  const right = piece.slice(cut + between(0, 40, random))
  return pieces.toSpliced(at, 1, left + pick(['', 'x', '\n', 'some words '], random), right)
}

function moveBlock(pieces: Piece[], random: Random): Piece[] {
  const from = between(0, pieces.length - 1, random)
  const count = between(1, 3, random)
  const block = pieces.slice(from, from + count)
  const rest = pieces.toSpliced(from, count)
  return rest.toSpliced(between(0, rest.length, random), 0, ...block)
}

function duplicateBlock(pieces: Piece[], random: Random): Piece[] {
  const from = between(0, pieces.length - 1, random)
  const block = pieces.slice(from, from + between(1, 2, random))
  const copies = block.map((piece) => (typeof piece === 'string' ? piece : { ...piece }))
  return pieces.toSpliced(between(0, pieces.length, random), 0, ...copies)
}

function addFeature(pieces: Piece[], random: Random): Piece[] {
  if (pieces.filter((piece) => typeof piece !== 'string').length > 4) return pieces
  const feature = makeFeature(random)
  return pieces.toSpliced(between(0, pieces.length, random), 0, { feature, state: 1 })
}

/** A document whose head decides what it is taken for, while the rest stays: text, binary, UTF-16, an archive. */
export function makeChameleon(random: Random): EvolvingDocument {
  const body = makeText(between(2000, 20_000, random), random)
  const tarHead = `name${'\0'.repeat(96)}0000644\0`
  const heads = [
    '',
    '',
    '\0\x01\x02\x03'.repeat(between(1, 60, random)),
    '\0'.repeat(between(1, 300, random)),
    '\xff\xfe',
    '\xef\xbb\xbf',
    '\x1f\x8b\x08',
    'PK\x03\x04',
    `${tarHead.padEnd(257, '\0')}ustar\0`,
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`,
  ]
  let text = body.next()
  return {
    next() {
      if (random() < 0.5) text = body.next()
      return pick(heads, random) + text
    },
  }
}

/** Bytes that look like no text, with a secret somewhere. */
export function makeBinary(random: Random): EvolvingDocument {
  const noise = () => String.fromCharCode(...Array.from({ length: 2000 }, () => random() * 256))
  let bytes = noise()
  return {
    next() {
      const at = between(0, bytes.length, random)
      const added = random() < 0.3 ? sow(random).text : noise().slice(0, 20)
      bytes = bytes.slice(0, at) + added + bytes.slice(at)
      return bytes
    },
  }
}

/** A zip, gzip or tar file whose entries change. */
export function makeArchive(random: Random): EvolvingDocument {
  const texts = Array.from({ length: between(1, 3, random) }, () => makeText(2000, random))
  const format = pick(['zip', 'stored zip', 'gz', 'tar'], random)
  return {
    next() {
      const contents = texts.map((text) => Buffer.from(text.next(), 'latin1'))
      if (format === 'gz') return gzipSync(contents[0]!).toString('latin1')
      if (format === 'tar')
        return contents.map((content, at) => tarEntry(`d/${at}.txt`, content)).join('')
      const method = format === 'zip' ? 8 : 0
      const files = contents.map((content, at) => ({ name: `d/${at}.env`, content, method }))
      return makeZip(files).toString('latin1')
    },
  }
}

function tarEntry(name: string, content: Buffer): string {
  const head = Buffer.alloc(512)
  head.write(name, 0, 'latin1')
  head.write('0000644\0', 100, 'latin1')
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  head.write('0', 156, 'latin1')
  head.write('ustar\x0000', 257, 'latin1')
  head.fill(' ', 148, 156)
  const sum = head.reduce((total, byte) => total + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  const padding = '\0'.repeat((512 - (content.length % 512)) % 512)
  return head.toString('latin1') + content.toString('latin1') + padding
}

/** More than a mebibyte of one-line records in which a few bytes change. */
export function makeLarge(random: Random): EvolvingDocument {
  const block = filler(60_000, random)
  const half = Array.from({ length: between(9, 12, random) }, (_, at) => `${at}${block}`).join('')
  const features = [makeFeature(random), makeFeature(random)]
  let version = 0
  return {
    next() {
      version++
      const texts = features.map(({ states }) =>
        random() < 0.4 ? states[0]! : pick(states, random),
      )
      return `v${version}\n${half}${texts[0]}${half}${texts[1]}${half.slice(0, between(0, 1000, random))}`
    },
  }
}
