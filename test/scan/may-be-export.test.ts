import { expect, test } from 'vitest'
import { layouts } from '../../src/exports/formats/formats.ts'
import type { Sign } from '../../src/exports/layout.ts'
import { mayBeExport } from '../../src/scan/may-be-export.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'

/** All keys of a place, and what stands there, as a file would have them. */
function written(sign: Sign): string {
  const [place, text] = typeof sign === 'string' ? [sign, undefined] : sign
  const keys = [...place.matchAll(/"([^"]*)"|[^.[\]"*]+/g)].map(([key, quoted]) => quoted ?? key)
  return `${keys.map((key) => `"${key}":`).join('{')} "${text === undefined ? 'x' : sampleOf(text)}"`
}

/** What the patterns of signs look like: a number with a dot, or the first of several words. */
function sampleOf({ source }: RegExp): string {
  if (source.startsWith('^\\d{9,10}')) return '1737714849.675319'
  return source
    .replace(/^\^(?:\(\?:)?/, '')
    .split(/[|)$]/)[0]!
    .replaceAll('\\', '')
}

/** Files that are known by their names. */
const named = [
  'users.json',
  'channels.json',
  'canvases.json',
  'messages/c123456789012345678/channel.json',
  'account/user.json',
  'teams/1/channels_1.json',
  'teams/1/meetings_1.json',
  'teams/teamsList.json',
  'realm.json',
  'group_info.json',
  'user_info.json',
]

test.for(layouts.flatMap((layout) => layout.signs.map((signs) => ({ ...layout, signs }))))(
  'a file of $format, $holds, may be an export: $signs',
  ({ signs, path }) => {
    // Whatever has its own name is known by it.
    if (path && !path.test('a.json')) return
    if (signs.length === 0) return
    const text = `{${signs.map(written).join(',')}`
    expect(mayBeExport(bytesOfUtf8(text), 'a.json'), text).toBe(true)
  },
)

test.for([
  ...named,
  'x.zip!channels.json',
  'teams/usersList.json',
  'WhatsApp Chat with Bo.txt',
  'messages/c123456789012345678/messages.csv',
])('%s is asked by its name', (path) => expect(mayBeExport(bytesOfUtf8('[]'), path)).toBe(true))

test.for([
  ['package.json', '{"name": "x", "scripts": {}}'],
  ['a.ts', 'export const messages = {"messages": 1}'],
  ['notes.txt', 'hello'],
  ['empty.json', ''],
])('%s is not', ([path, text]) => {
  expect(mayBeExport(bytesOfUtf8(text!), path!)).toBe(false)
})
