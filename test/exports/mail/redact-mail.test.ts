import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../../src/exports/apply-edits.ts'
import { encodeEdits } from '../../../src/exports/encoded-edits.ts'
import { ExportScan } from '../../../src/exports/export-scan.ts'
import type { TextReference } from '../../../src/exports/export-reader.ts'
import type { ExportFound } from '../../../src/exports/group-copies.ts'
import { NameBook } from '../../../src/exports/layout.ts'
import { encodeBase64 } from '../../../src/exports/mail/base64-body.ts'
import { openReader } from '../../../src/exports/open-reader.ts'
import { planEdits } from '../../../src/exports/plan-edits.ts'
import { isConfident } from '../../../src/rules/rule.ts'
import { bytesOfUtf8, concatBytes, latin1Of } from '../../../src/text/bytes.ts'
import { makeEngine } from '../../engine/real-pack.ts'
import { noise } from '../check-format.ts'
import { checkRead } from '../check-read.ts'
import { githubToken, scanText } from '../scan-text.ts'

const engine = makeEngine()
const token = githubToken(7)
const mask = '[stanch:github-pat:0123abcd:0123456789abcdef]'

/** One round of what `redact export` does to a file. */
function redact(text: string): { text: string; brokenSignatures: readonly string[] } {
  const bytes = bytesOfUtf8(text)
  const founds: ExportFound[] = []
  const references: TextReference[] = []
  const { open } = openReader(bytes, { path: 'a.eml', names: new NameBook() })
  const scan = new ExportScan(engine, open, {
    path: 'a.eml',
    isWanted: ({ confidence }) => isConfident(confidence, 'medium'),
    onFound: (found) => founds.push(found),
    onProblem: () => undefined,
    onReference: (reference) => references.push(reference),
  })
  scan.push(bytes)
  scan.end()
  const { edits, brokenSignatures } = planEdits(founds, references, () => mask)
  const made = encodeEdits(edits, ({ start, end }) => bytes.subarray(start, end))
  return { text: latin1Of(concatBytes([...applyEdits([bytes], made)])), brokenSignatures }
}

function softly(text: string, width: number): string {
  const lines = text.replaceAll('=', '=3D').match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  return lines.join('=\r\n')
}

function mailOf(headers: readonly string[], body: string): string {
  return [
    'From: Ann <a@x.test>', 'Date: Thu, 1 Jan 2026 10:00:00 +0000', 'MIME-Version: 1.0', ...headers, '', body,
  ].join('\r\n') // prettier-ignore
}

/** A part of a message of several. */
function partOf(headers: readonly string[], body: string): string {
  return `--b\r\n${headers.join('\r\n')}\r\n\r\n${body}\r\n`
}

test('a message with parts in all encodings', async () => {
  const encoded = (encoding: string, type: string, more: readonly string[] = []) => [
    `Content-Type: ${type}; charset=utf-8`, `Content-Transfer-Encoding: ${encoding}`, ...more,
  ] // prettier-ignore
  const build = (next: () => string) => {
    const attached = ['Content-Disposition: attachment; filename="prod.env"']
    const wrap = encodings['base64']!
    const message = [
      // An encoded word gives way as a whole.
      `Subject: a =?utf-8?B?${encodeBase64(bytesOfUtf8(next()))}?=`, `X-Key: ${next()}`,
      'Content-Type: multipart/mixed; boundary=b', '',
      partOf(encoded('8bit', 'text/plain'), `plain ${next()}`) +
        partOf(encoded('quoted-printable', 'text/plain'), softly(`soft = ${next()} and ${next()}`, 60)) +
        partOf(encoded('base64', 'text/plain', attached), wrap(`A=1\nGH=${next()}\n`, 76)) +
        partOf(encoded('base64', 'text/html'), wrap(`<p title="${next()}">${next()}</p>`, 60)) +
        partOf(['Content-Type: message/rfc822'], `Subject: in ${next()}\r\nFrom: b@x.test\r\n\r\nin it ${next()}`) +
        partOf(['Content-Type: image/png', 'Content-Transfer-Encoding: base64'], wrap(`\x89PNG\r\n\x1a\n${noise('base64:400')}`, 76)),
    ].join('\r\n') // prettier-ignore
    return bytesOfUtf8(`From: Ann <a@x.test>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n${message}--b--\r\n`)
  } // prettier-ignore
  const open = async (bytes: Uint8Array) => {
    const { headers, headerLines, ...read } = await PostalMime.parse(bytes)
    // The subject is there decoded.
    const others = headers.filter(({ key }) => key !== 'subject')
    return { ...read, others, count: headerLines.length }
  }
  await checkRead({
    format: 'mail',
    title: 'a message with parts in all encodings',
    path: 'a.eml',
    planted: 10,
    build,
    reader: { name: 'postal-mime', open },
  })
})

const encodings: Record<string, (text: string, width: number) => string> = {
  'quoted-printable': softly,
  base64: (text, width) =>
    encodeBase64(bytesOfUtf8(text)).replaceAll(new RegExp(`.{1,${width}}`, 'g'), '$&\r\n'),
  '8bit': (text) => text,
}

describe.for(Object.keys(encodings))('a body in %s', (encoding) => {
  const around = fc.stringMatching(/^[ -~äß€]{0,90}$/)
  test('is what it was, with masks, to a reader that is not ours', async () => {
    await fc.assert(
      fc.asyncProperty(around, around, fc.integer({ min: 9, max: 72 }), async (before, after, width) => {
        // An escape must not be cut, nor a secret be made of what stands beside it.
        if (/[=€äß]/.test(before + after) && encoding === 'quoted-printable') return
        const body = `x ${before} ${token} ${after} ${token} y`
        const headers = ['Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`]
        const { text } = redact(mailOf(headers, encodings[encoding]!(body, width)))
        expect(scanText(Buffer.from(text, 'latin1'), { path: 'a.eml' }).found).toEqual([])
        const parsed = await PostalMime.parse(Buffer.from(text, 'latin1'))
        expect(parsed.text?.trimEnd()).toBe(body.replaceAll(token, mask))
        if (encoding !== '8bit') {
          const longest = Math.max(...text.split('\r\n').map(({ length }) => length))
          expect(longest).toBeLessThanOrEqual(77)
        }
      }),
      { numRuns: 60 },
    ) // prettier-ignore
  })
})

test('parts beside the one that changes keep their bytes', () => {
  const clean = encodings['base64']!('nothing in here', 20)
  const part = (body: string) => `--b\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}`
  const text = mailOf(
    ['Content-Type: multipart/mixed; boundary=b'],
    `${part(clean)}${part(encodings['base64']!(`k ${token}`, 20))}--b--\r\n`,
  )
  const redacted = redact(text).text
  const expected = encodings['base64']!(`k ${mask}`, 20)
  expect(redacted).toBe(text.replace(encodings['base64']!(`k ${token}`, 20), expected))
})

test('UTF-16 stays UTF-16', async () => {
  const wide = (text: string) => Buffer.from(text, 'utf16le').toString('base64')
  const headers = [
    'Content-Type: text/plain; charset=utf-16le',
    'Content-Transfer-Encoding: base64',
  ]
  const { text } = redact(mailOf(headers, wide(`see ${token} now`)))
  const [, body] = text.split('\r\n\r\n')
  expect(Buffer.from(body!, 'base64').toString('utf16le')).toBe(`see ${mask} now`)
})

test('words of a header', async () => {
  const word = (part: string) => `=?utf-8?B?${encodeBase64(bytesOfUtf8(part))}?=`
  const subject = `Subject: Re: ${word(`a ${token.slice(0, 9)}`)}\r\n ${word(token.slice(9))} end`
  const { text } = redact(mailOf([subject], 'none'))
  const { subject: said } = await PostalMime.parse(text)
  expect(said).toBe(`Re: ${mask} end`)
  expect(scanText(text, { path: 'a.eml' }).found).toEqual([])
})

test('a signature of a text that changes is said to be broken', () => {
  const signed = 'DKIM-Signature: v=1; a=rsa-sha256; bh=x; b=y'
  expect(redact(mailOf([signed], token)).brokenSignatures).toEqual(['DKIM-Signature'])
  expect(redact(mailOf([signed], 'none')).brokenSignatures).toEqual([])
})

test('what a mask says in a file of settings is no secret', () => {
  const part = [
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="prod.env"',
    '',
    encodings['base64']!(`A=1\nGH_TOKEN=${token}\nDB_PASSWORD=x1\n`, 76),
  ]
  const { text } = redact(
    mailOf(['Content-Type: multipart/mixed; boundary=b'], `--b\r\n${part.join('\r\n')}--b--\r\n`),
  )
  expect(scanText(text, { path: 'a.eml' }).found).toEqual([])
})

test('whatever a message is like, some rounds leave nothing that is found in it', () => {
  const word = `=?utf-8?B?${encodeBase64(bytesOfUtf8(token))}?=`
  const line = fc.oneof(
    fc.constantFrom('', '--b', '--b--', 'From: a@x', '=', 'Content-Type: multipart/mixed; boundary=b', 'Content-Type: text/html',
      'Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', 'Content-Transfer-Encoding: quoted-printable', 'X: y',
      `k ${token}`, token, `X-A: ${word}`, `X-B: =?utf-8?Q?a?= ${word} b`, encodeBase64(bytesOfUtf8(`see ${token} now`)),
      `${token.slice(0, 9)}=`, token.slice(9), `${token.slice(0, 9)}<b>${token.slice(9)}`, '-'.repeat(9)),
    fc.stringMatching(/^[ -~]{0,20}$/),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 24 }), (lines) => {
      let text = `Subject: x\n${lines.join('\n')}\n`
      const find = () => scanText(text, { path: 'a.eml' }).found
      let rounds = 0
      for (; find().length > 0 && rounds < 8; rounds++) text = redact(text).text
      expect(find()).toEqual([])
      expect(rounds).toBeLessThan(5)
      expect(text).not.toContain(token)
    }),
    { numRuns: 150 },
  )
}) // prettier-ignore
