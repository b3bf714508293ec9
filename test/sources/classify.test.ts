import { readFileSync } from 'node:fs'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { headLength, isBinary } from '../../src/sources/classify.ts'
import { noise } from './archives/make-archives.ts'

const line = 'user=admin password=hunter2 host=example.org\r\n'
const utf16 = Buffer.from(line.repeat(20), 'utf16le')
const text = Buffer.from(line.repeat(200))

/** Text in which every n-th byte is another one. */
function withBytes(byte: number, every: number): Buffer {
  return Buffer.from(text.map((old, at) => (at % every === every - 1 ? byte : old)))
}

test.for([
  ['nothing', ''],
  ['ASCII', text],
  ['UTF-8', 'grüße 你好 😀\n'.repeat(100)],
  ['Latin-1', Buffer.from('grüße\n'.repeat(100), 'latin1')],
  ['a stray NUL', 'a\0b'],
  ['a NUL every hundred bytes', withBytes(0, 100)],
  ['NUL-separated text', 'PATH=/usr/bin\0HOME=/root\0LANG=C.UTF-8\0TOKEN=1234\0'.repeat(20)],
  ['a log with colours and backspaces', '\x1b[31mred\x1b[0m progress\b\b\b\b100 %\f\n'.repeat(50)],
  ['UTF-16 little-endian, no mark', utf16],
  ['UTF-16 big-endian, no mark', Buffer.from(utf16).swap16()],
  ['UTF-16 little-endian with mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16])],
  ['UTF-16 big-endian with mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16]).swap16()],
  ['UTF-16 Chinese with mark', Buffer.from('\ufeff你好\n'.repeat(100), 'utf16le')],
] as const)('%s is text', ([, content]) => {
  expect(isBinary(Buffer.from(content).subarray(0, headLength))).toBe(false)
})

test.for([
  ['random bytes', noise(headLength)],
  ['few random bytes', noise(512)],
  ['gzip', gzipSync(noise(3000))],
  ['deflate', deflateRawSync(noise(3000))],
  ['zeros', Buffer.alloc(100)],
  [
    'a PNG',
    Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0', 'latin1'),
  ],
  ['this program', readFileSync(process.execPath).subarray(0, headLength)],
  ['numbers of 16 bits', Buffer.from(Uint16Array.from({ length: 500 }, (_, at) => at % 30).buffer)],
  [
    'a mark before numbers',
    Buffer.from(Uint16Array.from({ length: 500 }, (_, at) => (at ? 3 : 0xfeff)).buffer),
  ],
  ['every tenth byte a control character', withBytes(1, 10)],
] as const)('%s: binary', ([, content]) => {
  expect(isBinary(content)).toBe(true)
})
