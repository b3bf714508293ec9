import { expect, test } from 'vitest'
import { NamedFiles, namedFilesMax } from '../../src/exports/named-files.ts'

const byPath = { at: '', by: 'path' } as const
const byId = { at: '', by: 'id' } as const
const mention = (user: string) => ({ format: 'slack', attribution: { user } })

test('so many files are kept, however many there are, and no images', () => {
  const files = new NamedFiles()
  for (let count = 0; count < namedFilesMax + 10; count++) files.add(`in/images/${count}.png`)
  expect(files.isFull).toBe(false)
  for (let count = 0; count < namedFilesMax; count++) files.add(`in.zip!files/F0${count}/a.env`)
  expect(files.isFull).toBe(true)
  files.add('in.zip!files/F0X/a.env')
  expect(files.find(byPath, 'files/F0X/a.env', 'in.zip!a.json')).toEqual([])
  const last = namedFilesMax - 2
  expect(files.find(byPath, `files/F0${last}/a.env`, 'in.zip!a.json')).toHaveLength(1)
})

test('a file may be added again and again', () => {
  const files = new NamedFiles()
  for (const _ of Array(3)) files.add('in.zip!F0123ABCDEF/a.env')
  expect(files.find(byId, 'F0123ABCDEF', 'in.zip!a.json')).toHaveLength(1)
  expect(files.find(byPath, 'F0123ABCDEF/a.env', 'other.zip!a.json')).toHaveLength(1)
})

test('ids may be written small in names', () => {
  const files = new NamedFiles()
  files.add('tool-outputs/shell_call_ab12cdef.txt')
  expect(files.find(byId, 'call_Ab12CdEf', 'a.json')).toHaveLength(1)
})

test('all files of an id are of the message that has it', () => {
  const files = new NamedFiles()
  for (const name of ['a.env', 'b.env', 'c.env']) files.add(`F0123ABCDEF/${name}`)
  for (const file of files.find(byId, 'F0123ABCDEF', 'a.json'))
    files.note(file, mention('ann'), byId)
  expect(files.mentionOf('F0123ABCDEF/c.env')).toEqual({
    format: 'slack',
    attribution: { user: 'ann', file: 'c.env' },
  })
})

test('the first message counts, but that which says less only for want of another', () => {
  const isLast = { ...byPath, isLast: true }
  const files = new NamedFiles()
  files.add('a.env')
  const [file] = files.find(byPath, 'a.env', 'x.json')
  const told = () => files.mentionOf('a.env')?.attribution.user
  for (const [user, reference, then] of [
    ['one', isLast, 'one'],
    ['two', isLast, 'one'],
    ['three', byPath, 'three'],
    ['four', byPath, 'three'],
    ['five', isLast, 'three'],
  ] as const) {
    files.note(file!, mention(user), reference)
    expect(told()).toBe(then)
  }
})

test('a path of one export leads to no other that lies elsewhere in the same archive', () => {
  const files = new NamedFiles()
  for (const folder of ['a', 'b']) files.add(`in.zip!${folder}/files/x.env`)
  const [file] = files.find(byPath, 'files/x.env', 'in.zip!b/result.json')
  files.note(file!, mention('ann'), byPath)
  expect(files.mentionOf('in.zip!a/files/x.env')).toBeUndefined()
  expect(files.mentionOf('in.zip!b/files/x.env')).toBeDefined()
})

test('names that are made to be slow are not', () => {
  const files = new NamedFiles()
  const started = performance.now()
  for (const part of ['a.', '-1-1-1', '%', '!', '../', '-1.1.1 .', 'e\u0301']) {
    for (let count = 0; count < 200; count++) {
      files.add(`${count}${part.repeat(1000 / part.length)}!`)
      files.add(part.repeat(30_000))
      files.find(byPath, part.repeat(1000 / part.length), `${count}!`)
    }
  }
  expect(performance.now() - started).toBeLessThan(4000)
})
