import { gzipSync } from 'node:zlib'
import { assembleSample, type Random } from '../../src/rules/sample.ts'
import { binaryEncodings, byteEncodings, textEncodings } from '../engine/encodings.ts'
import { fill, readRuleSources, templates } from '../engine/real-pack.ts'

// Texts have one character per byte.

/** Something in a document that edits switch from state to state; some states hold a secret, most do not. */
export interface Feature {
  readonly name: string
  readonly states: readonly string[]
}

/** A text with a secret in it. */
interface Sown {
  readonly text: string
  readonly start: number
  readonly end: number
}

export const pick = <Item>(items: readonly Item[], random: Random): Item =>
  items[Math.floor(random() * items.length)]!

/** A whole number in `[least, most]`. */
export const between = (least: number, most: number, random: Random): number =>
  least + Math.floor(random() * (most - least + 1))

/** A whole number in `[least, most]`, small ones as frequent as large ones. */
const anySize = (least: number, most: number, random: Random): number =>
  Math.floor(least * (most / least) ** random())

const fillerKinds = ['code', 'log', 'prose'] as const

/** Text without any secret, at least `length` characters. */
export function filler(length: number, random: Random): string {
  return fill(pick(fillerKinds, random), length, random)
}

const examples = readRuleSources().flatMap(({ examples: { positive } }) => positive)
const known = Object.values(templates)

/** A secret of any rule, with what its rule wants around it. */
export function sow(random: Random): Sown {
  return sowFrom(pick(random() < 0.4 ? known : examples, random), random)
}

function sowFrom(template: string, random: Random): Sown {
  const { text, secret } = assembleSample(template, random)
  const bytes = Buffer.from(text).toString('latin1')
  return { text: bytes, start: secret!.start, end: secret!.end }
}

/** Small edits of a text with something at `[start, end)` that they are likely to break, or to leave just whole. */
const edits: Readonly<Record<string, (sown: Sown, random: Random) => string>> = {
  'first half only': ({ text, start, end }, random) => text.slice(0, inside(start, end, random)),
  'second half only': ({ text, start, end }, random) => text.slice(inside(start, end, random)),
  'halves apart': ({ text, start, end }, random) => {
    const at = inside(start, end, random)
    return `${text.slice(0, at)}\n${filler(anySize(1, 4000, random), random)}${text.slice(at)}`
  },
  'halves in the other order': ({ text, start, end }, random) => {
    const at = inside(start, end, random)
    return `${text.slice(at)}\n${filler(anySize(1, 400, random), random)}${text.slice(0, at)}`
  },
  'one character changed': ({ text, start, end }, random) => {
    const at = inside(start, end, random)
    return text.slice(0, at) + pick(['!', ' ', 'é', '_', 'a', '0', '\0'], random) + text.slice(at + 1)
  },
  'one character less': ({ text, start, end }, random) => {
    const at = inside(start, end, random)
    return text.slice(0, at) + text.slice(at + 1)
  },
  'one character more': ({ text, start, end }, random) => {
    const at = inside(start, end, random)
    return text.slice(0, at) + pick(['!', 'a', '0', '='], random) + text.slice(at)
  },
  'a line end inside': ({ text, start, end }, random) => {
    const at = inside(start, end, random)
    return `${text.slice(0, at)}${pick(['\n', '\r\n', '\n    '], random)}${text.slice(at)}`
  },
  'a letter before': ({ text, start }) => `${text.slice(0, start)}x${text.slice(start)}`,
  'a blank before': ({ text, start }) => `${text.slice(0, start)} ${text.slice(start)}`,
  'a letter behind': ({ text, end }) => `${text.slice(0, end)}Z9${text.slice(end)}`,
  'a blank behind': ({ text, end }) => `${text.slice(0, end)} ${text.slice(end)}`,
  'another prefix': ({ text, start }) => `${text.slice(0, start)}q${text.slice(start + 1)}`,
  'without what stands before': ({ text, start }) => text.slice(start),
  'another name': ({ text, start }) =>
    text.slice(0, start).replaceAll(/[A-Za-z]{4,}/g, 'colour') + text.slice(start),
  'without its middle': ({ text, start, end }, random) => {
    const from = inside(start, end, random)
    return text.slice(0, from) + text.slice(Math.min(end, from + anySize(2, 200, random)))
  },
} // prettier-ignore

/** What does not compress. */
function noise(length: number, random: Random): string {
  return sowFrom(`⟦<base64:${length}>⟧`, random).text.replaceAll(/.{60}/g, '$&\n')
}

function inside(start: number, end: number, random: Random): number {
  return end - start < 2 ? start : between(start + 1, end - 1, random)
}

/** Where edits of a long encoded text are worth trying: everywhere, but above all near its ends. */
function editedFarAway(text: string, random: Random): string {
  const { length } = text
  const near = Math.min(length, anySize(1, length + 1, random))
  const at = pick([near, length - near, Math.floor(random() * length)], random)
  const rest = text.slice(at)
  const head = text.slice(0, at)
  return pick(
    [
      () => head + rest.slice(1),
      () => head + rest.slice(2),
      () => `${head}A${rest}`,
      () => `${head}AB${rest}`,
      () => `${head}!${rest}`,
      () => `${head}\n\nthen\n${rest}`,
      () => `${head}\n${rest}`,
      () => `${head}A${rest.slice(1)}`,
      () => head + rest.slice(anySize(1, 200, random)),
      () => rest,
      () => head,
      () => `\0${head}${rest}`,
    ],
    random,
  )()
}

const allEncodings = { ...textEncodings, ...binaryEncodings }

/** A text with a secret somewhere in it, encoded as a whole. */
function encoded(names: readonly string[], most: number, random: Random): string {
  const { text } = sow(random)
  const before = filler(anySize(1, most, random), random)
  const behind = filler(anySize(1, most, random), random)
  return names.reduce(
    (inner, name) => allEncodings[name]!(inner),
    pick([before, '', ' ', '  '], random) + text + pick([`\n${behind}`, '', '\n'], random),
  )
}

/** The text as it stands, and what some edits make of it. */
function variantsOf(text: string, edit: (text: string) => string): string[] {
  return [text, edit(text), edit(text), edit(edit(text))]
}

const makers: Readonly<Record<string, (random: Random) => readonly string[]>> = {
  'a secret': (random) => {
    const sown = sow(random)
    const names = Object.keys(edits)
    return [
      sown.text,
      '',
      ...[1, 2, 3].map(() => edits[pick(names, random)]!(sown, random)),
    ].map((text) => `${text}\n`)
  },
  'a secret without a line of its own': (random) => {
    const sown = sow(random)
    const edit = edits[pick(Object.keys(edits), random)]!
    return [sown.text, '', edit(sown, random)].map((text) => `see ${text} and so on`)
  },
  'a private key that comes in parts': (random) => {
    const { text } = sowFrom(
      `⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:${between(2, 48, random)}>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧\n`,
      random,
    )
    const lines = text.split('\n')
    const middle = between(1, lines.length - 3, random)
    const join = (...parts: readonly (readonly string[])[]) => parts.flat().join('\n')
    return [
      text,
      '',
      join(lines.slice(0, 1)),
      join(lines.slice(0, middle)),
      join(lines.slice(1)),
      join(lines.slice(0, -2), ['']),
      join(lines.slice(0, middle), [''], lines.slice(middle)),
      join(lines.slice(0, middle), ['(cut)'], lines.slice(middle)),
      join(lines.slice(0, middle), lines.slice(middle + 1)),
    ]
  },
  'a name far from its value': (random) => {
    const value = sowFrom('⟦<base62:24>⟧', random).text
    const gap = ' '.repeat(between(0, 62, random))
    const forms = [
      (name: string) => `"name": "${name}",\n "value": "${value}"\n`,
      (name: string) => `${name}${gap}=${gap}"${value}"\n`,
      (name: string) => `set_${name}(${gap}"${value}")\n`,
      (name: string) => `<${name}>${value}</${name}>\n`,
      (name: string) => `${name}: string${gap.slice(0, 20)} = '${value}'\n`,
      (name: string) => `aws secret ${gap}${name}${gap} ${value}${value.slice(8)}\n`,
    ]
    const form = pick(forms, random)
    return [form('password'), form('colour'), form('passwort'), form('passwor'), form('password_hash')]
  },
  'a pair whose parts stand apart': (random) => {
    const [id, secret] = pick(
      [
        ['aws_access_key_id = AKIA<base32:16>', 'aws_secret_access_key = ⟦<base64:40>⟧'],
        ['TWILIO_API_KEY=SK<hex:32>', 'TWILIO_API_SECRET=⟦<base62:32>⟧'],
        ['razorpay key_id: rzp_live_<base62:14>', 'razorpay_key_secret: ⟦<base62:24>⟧'],
      ],
      random,
    ).map((template) => sowFrom(template.includes('⟦') ? template : `⟦${template}⟧`, random).text)
    const lines = Array.from({ length: between(0, 5, random) }, () =>
      filler(anySize(1, 9000, random), random).replaceAll('\n', ' '),
    )
    const apart = (...more: readonly string[]) => [id, ...lines, ...more, secret].join('\n') + '\n'
    return [apart(), `${secret}\n`, `${id}\n`, apart('', '', ''), apart('', '', '', '', '', '', '')]
  },
  'an encoded text': (random) => {
    const text = encoded([pick(Object.keys(allEncodings), random)], 3000, random)
    return variantsOf(text, (from) => editedFarAway(from, random)).map((one) => `body "${one}"\n`)
  },
  'a long encoded text': (random) => {
    const text = encoded([pick(Object.keys(textEncodings), random)], 60_000, random)
    return variantsOf(text, (from) => editedFarAway(from, random)).map((one) => `${one}\n`)
  },
  'an encoded text in an encoded text': (random) => {
    const inner = pick([...Object.keys(textEncodings), ...Object.keys(binaryEncodings)], random)
    const outer = pick(
      inner in binaryEncodings ? byteEncodings : Object.keys(textEncodings),
      random,
    )
    const text = encoded([inner, outer], 400, random)
    return variantsOf(text, (from) => editedFarAway(from, random)).map((one) => `"${one}"\n`)
  },
  'an encoding whose inner text is edited': (random) => {
    const encode = allEncodings[pick(Object.keys(allEncodings), random)]!
    const sown = sow(random)
    const names = Object.keys(edits)
    const before = filler(anySize(1, 2000, random), random)
    return [sown.text, edits[pick(names, random)]!(sown, random), '', edits[pick(names, random)]!(sown, random)]
      .map((text) => `${encode(`${before}${text}\nend`)}\n`)
  },
  'a single escape in a secret': (random) => {
    const { text, start, end } = sow(random)
    const at = inside(start, end, random)
    const code = text.charCodeAt(at).toString(16).padStart(2, '0')
    const chain = (mark: string) =>
      Array.from({ length: between(0, 6, random) }, () => mark + filler(anySize(1, 2100, random), random)).join('')
    const forms = [`%${code}`, `\\u00${code}`, `\\x${code}`, `&#${parseInt(code, 16)};`, `=${code.toUpperCase()}`]
    const escape = pick(forms, random)
    const around = chain(escape)
    const write = (mark: string) => `${around}${text.slice(0, at)}${mark}${text.slice(at + 1)}\n`
    return [write(escape), write(escape.slice(0, -1)), write('~'), write(`${escape}!`)]
  },
  'wide characters next to narrow ones': (random) => {
    const text = binaryEncodings[pick(Object.keys(binaryEncodings), random)]!(sow(random).text)
    const ahead = pick(['', 'x', 'xy', '\0'], random)
    return [ahead + text, `x${ahead}${text}`, text.slice(1), editedFarAway(text, random), '']
  },
  'gzip in base64, cut and mended': (random) => {
    const { text } = sow(random)
    const isNoise = random() < 0.3
    const size = anySize(1, isNoise ? 20_000 : 60_000, random)
    const long = isNoise ? `${noise(size, random)}\n` : filler(size, random)
    const inner = random() < 0.5 ? `${long}${text}\n` : `${text}\n${long}`
    const packed = gzipSync(Buffer.from(inner, 'latin1')).toString('base64')
    return variantsOf(packed, (from) => editedFarAway(from, random)).map((one) => `${one}\n`)
  },
} // prettier-ignore

export const featureNames = Object.keys(makers)

export function makeFeature(random: Random, name = pick(featureNames, random)): Feature {
  return { name, states: makers[name]!(random) }
}
