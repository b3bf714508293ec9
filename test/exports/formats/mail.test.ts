import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeBase64 } from '../../../src/exports/mail/base64-body.ts'
import { bytesOfLatin1, bytesOfUtf8 } from '../../../src/text/bytes.ts'
import { noise } from '../check-format.ts'
import { githubToken, scanText, type ScannedSecret } from '../scan-text.ts'

const token = githubToken(7)
const other = githubToken(8)

const head = {
  From: 'Ann Lee <ann@example.test>',
  To: 'bo@example.test',
  Subject: 'the keys',
  Date: 'Thu, 1 Jan 2026 10:00:00 +0100 (CET)',
  'Message-ID': '<m1@example.test>',
  'MIME-Version': '1.0',
}

const said = {
  user: 'Ann Lee',
  userId: 'ann@example.test',
  time: '2026-01-01T09:00:00.000Z',
  channel: 'the keys',
  record: 'm1@example.test',
}

/** A message or part: headers and body, with line ends of mail. */
function entity(headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`)
  return `${lines.join('')}\r\n${body}`
}

function message(more: Readonly<Record<string, string>>, body: string): string {
  return entity({ ...head, ...more }, body)
}

function multipart(parts: readonly string[], boundary = 'b=_1'): string {
  return `pre\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\nepi\r\n`
}

const mixed = { 'Content-Type': 'multipart/mixed; boundary="b=_1"' }

function base64(bytes: Uint8Array | string, lineLength = 76): string {
  const text = encodeBase64(typeof bytes === 'string' ? bytesOfUtf8(bytes) : bytes)
  return text.replaceAll(new RegExp(`.{1,${lineLength}}`, 'g'), (line) => `${line}\r\n`)
}

/** Cut by a soft line break, as a line of more than 76 characters is. */
function softly(text: string, at: number): string {
  return `${text.slice(0, at)}=\r\n${text.slice(at)}`
}

function find(text: string, path = 'a.eml'): readonly ScannedSecret[] {
  const { format, found, problems } = scanText(bytesOfLatin1(text), { path })
  expect([format, problems]).toEqual(['mail', []])
  return found
}

/** Found once, said by Ann, and at the path. */
function checkFound(text: string, field: string): void {
  const found = find(text)
  expect(found.map(({ secret, path, copies }) => [secret, path, copies])).toEqual([
    [token, field, []],
  ])
  expect(found[0]!.attribution).toMatchObject(said)
}

const type = (text: string, encoding?: string) => ({
  'Content-Type': text,
  ...(encoding !== undefined && { 'Content-Transfer-Encoding': encoding }),
})

const wideText = Buffer.from(`see ${token} now`, 'utf16le')

describe('where a secret stands', () => {
  test.for<[string, string, string]>([
    ['a plain body', message({}, `see ${token}\r\n`), 'body'],
    ['a header', message({ 'X-Key': token }, 'none'), 'X-Key'],
    ['a folded header', message({ 'X-Key': `see\r\n\t${token}` }, 'none'), 'X-Key'],
    ['an encoded word', message({ 'X-S': `=?utf-8?B?${encodeBase64(bytesOfUtf8(`k ${token}`))}?=` }, ''), 'X-S'],
    [
      'two encoded words',
      message({ 'X-S': `=?utf-8?Q?a_${token.slice(0, 9).replace('_', '=5F')}?=\r\n =?utf-8?Q?${token.slice(9)}?=` }, ''),
      'X-S',
    ],
    ['quoted-printable', message(type('text/plain', 'quoted-printable'), `a =3D ${token}`), 'body'],
    ['a soft line break', message(type('text/plain', 'quoted-printable'), softly(`a=20${token} b`, 19)), 'body'],
    ['soft line breaks', message(type('text/plain', 'quoted-printable'), softly(softly(token, 30), 9)), 'body'],
    ['base64', message(type('text/plain', 'base64'), base64(`see ${token} here`)), 'body'],
    ['base64 in short lines', message(type('text/plain', 'BASE64'), base64(`see ${token}`, 20)), 'body'],
    ['a list adds to base64', message(type('text/plain', 'base64'), `${base64('abc')}____\r\nlist ${token}\r\n`), 'body'],
    ['UTF-16 in base64', message(type('text/plain; charset=utf-16le', 'base64'), base64(wideText)), 'body'],
    ['a word of HTML', message(type('text/html'), `<p>${token.slice(0, 8)}<b>${token.slice(8)}</b></p>`), 'body'],
    ['HTML in base64', message(type('text/html', 'base64'), base64(`<p>${token.slice(0, 8)}<wbr>${token.slice(8)}`)), 'body'],
    [
      'HTML in quoted-printable',
      message(type('text/html', 'quoted-printable'), softly(`<p =\r\nid=3D"x">${token.slice(0, 8)}<b>${token.slice(8)}`, 28)),
      'body',
    ],
    [
      'an attribute of HTML in quoted-printable',
      message(type('text/html', 'quoted-printable'), softly(`<a href=3D"https://x.test/?t=3D${token}">x</a>`, 36)),
      'body',
    ],
    ['an attribute of HTML in base64', message(type('text/html', 'base64'), base64(`<a href="https://x.test/?t=${token}">x</a>`)), 'body'],
    ['flowed text', message(type('text/plain; format=flowed; delsp=yes'), `a ${token.slice(0, 9)} \r\n${token.slice(9)}`), 'body'],
    ['flowed text that is quoted', message(type('text/plain; format=flowed; delsp=yes'), `> a ${token.slice(0, 9)} \r\n> ${token.slice(9)}`), 'body'],
    ['a part', message(mixed, multipart([entity({}, 'x'), entity(type('text/plain'), token)])), 'parts[1]'],
    ['the header of a part', message(mixed, multipart([entity({ 'Content-Type': 'text/plain', 'X-K': token }, 'x')])), 'parts[0].X-K'],
    ['a preamble', message(mixed, `${token}\r\n${multipart([entity({}, 'x')])}`), 'body'],
    ['an epilogue', message(mixed, multipart([entity({}, 'x')]) + token), 'body'],
    [
      'a part of a part',
      message(mixed, multipart([entity({ 'Content-Type': 'multipart/alternative; boundary=c' }, multipart([entity({}, 'a'), entity(type('text/html', 'base64'), base64(`<i>${token}</i>`))], 'c'))])),
      'parts[0].parts[1]',
    ],
    [
      'an attached file',
      message(mixed, multipart([entity({ ...type('application/octet-stream', 'base64'), 'Content-Disposition': 'attachment; filename="prod.env"' }, base64(`GH=${token}\n`))])),
      'parts[0].prod.env',
    ],
    [
      'an attached file whose name is a secret',
      message(mixed, multipart([entity({ ...type('text/plain', 'base64'), 'Content-Disposition': "attachment; filename*0*=utf-8''a%20; filename*1=b.txt" }, base64(token))])),
      'parts[0].a b.txt',
    ],
    ['lines that end with a line feed', message(mixed, multipart([entity(type('text/plain', 'base64'), base64(token))])).replaceAll('\r', ''), 'parts[0]'],
  ])('%s', ([, text, field]) => checkFound(text, field))
}) // prettier-ignore

test('what names a file is a secret, and is not shown', () => {
  const part = entity(
    { ...type('text/plain', 'base64'), 'Content-Disposition': `attachment; filename=${token}.txt` },
    base64(other),
  )
  const found = find(message(mixed, multipart([part])))
  expect(found.map(({ secret, path }) => [secret, path])).toEqual([
    [token, 'parts[0].Content-Disposition'],
    [other, 'parts[0].*'],
  ])
})

test('what a file is called says how it is read', () => {
  const password = noise('base64:24', 3).replaceAll(/[+/=]/g, 'x')
  const text = `DB_PASSWORD=${password}\n`
  const at = (name: string) =>
    find(
      message(
        mixed,
        multipart([
          entity(
            {
              ...type('text/plain', 'base64'),
              'Content-Disposition': `attachment; filename=${name}`,
            },
            base64(text),
          ),
        ]),
      ),
    ).map(({ secret }) => secret)
  expect(at('prod.env')).toEqual([password])
})

test('whatever is in it, all that is plain is found, and chunks change nothing', () => {
  const line = fc.oneof(
    fc.constantFrom('', '--b', '--b--', '--c', 'From x 10:00', 'From: a@x', '=', '=3', '=?utf-8?B?', 'x: =?utf-8?Q?=41?=',
      'Content-Type: multipart/mixed; boundary=b', 'Content-Type: multipart/mixed; boundary="c', 'Content-Type: text/html',
      'Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', 'Content-Transfer-Encoding: quoted-printable',
      'Content-Type: text/plain; charset=utf-16; format=flowed; delsp=yes', 'QUJD', '<p', '&#', `k ${token}`, `${token} `),
    fc.stringMatching(/^[ -~]{0,20}$/),
  )
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (lines, lengths, isBox) => {
        const text = `${isBox ? 'From x 10:00\n' : ''}Subject: x\n${lines.join('\n')}`
        const whole = scanText(text, { path: 'a.eml' })
        expect(whole.format).toBe('mail')
        expect(scanText(text, { path: 'a.eml', lengths })).toEqual(whole)
        const isThere = text.includes(token)
        expect(whole.found.some(({ secret }) => secret === token)).toBe(isThere)
      },
    ),
    { numRuns: 150 },
  )
}) // prettier-ignore

test('a message in a message is a record of its own', () => {
  const inner = message({ 'Message-ID': '<in@x>', From: 'cy@x.test' }, other)
  const text = message(
    mixed,
    multipart([entity({}, token), entity(type('message/rfc822'), inner), entity({}, token)]),
  )
  const found = find(text)
  expect(found.map(({ secret, path, copies }) => [secret, path, copies])).toEqual([
    [token, 'parts[0]', ['parts[2]']],
    [other, 'parts[1].message.body', []],
  ])
  expect(found[1]!.attribution).toMatchObject({ record: 'in@x', user: 'cy@x.test' })
})

test('lists, threads and archives', () => {
  const text = message(
    {
      'List-Id': 'People who deploy <deploy.lists.test>',
      References: '<root@x> <parent@x>',
      'In-Reply-To': '<parent@x>',
      'Archived-At': '<https://lists.test/m/1>',
      From: '=?utf-8?Q?J=C3=B6rg?= <j@x.test>',
    },
    token,
  )
  expect(find(text)[0]!.attribution).toMatchObject({
    channel: 'People who deploy',
    thread: 'root@x',
    url: 'https://lists.test/m/1',
    user: 'Jörg',
  })
})

describe('a box', () => {
  const box = (messages: readonly string[]) =>
    messages.map((text) => `From ann@example.test Thu Jan  1 10:00:00 2026\n${text}\n\n`).join('')

  test('each message is a record, and says who wrote it', () => {
    const text = box([
      message({}, `a\n>From here: ${token}\nFrom now on 10:00 nothing\n`),
      message({ 'Message-ID': '<m2@x>', From: 'bo@x.test (Bo)' }, `${token}\r\n\r\nFrom then on`),
    ])
    const found = find(text, 'All mail.mbox')
    expect(found.map(({ path }) => path)).toEqual(['[0].body', '[1].body'])
    expect(found[0]!.attribution).toMatchObject(said)
    expect(found[1]!.attribution).toMatchObject({ record: 'm2@x', user: 'Bo', userId: 'bo@x.test' })
  })

  test('chunks change nothing', () => {
    const text = box([
      message(mixed, multipart([entity(type('text/html', 'base64'), base64(`<p>${token}`)), entity(type('text/plain', 'quoted-printable'), softly(other, 9))])),
      message({ 'Message-ID': '<m2@x>' }, `${token}\r\n`),
    ]) // prettier-ignore
    const whole = scanText(text, { path: 'a.mbox' })
    expect(whole.found).toHaveLength(3)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        expect(scanText(text, { path: 'a.mbox', lengths })).toEqual(whole)
      }),
      { numRuns: 25 },
    ) // prettier-ignore
  })

  test('of one that is cut off all that is there is found', () => {
    const text = box([message(mixed, multipart([entity(type('text/plain', 'base64'), base64(`x ${token} y`)), entity({}, 'z')]))]) // prettier-ignore
    const cut = text.slice(0, text.lastIndexOf('z'))
    const { found, problems } = scanText(cut, { path: 'a.mbox' })
    expect(found.map(({ secret }) => secret)).toEqual([token])
    expect(problems).toEqual(['ends within a message of several parts'])
  })
})

test('ids, signatures, keys and images are none', () => {
  const text = message(
    {
      ...mixed,
      'DKIM-Signature': `v=1; a=rsa-sha256; bh=${noise('base64:44')}; b=${noise('base64:340')}`,
      'ARC-Seal': `i=1; b=${noise('base64:340', 2)}`,
      'Message-ID': `<${noise('hex:40')}@x>`,
      'References': `<${noise('uuid')}@x>`,
      'X-Google-Smtp-Source': noise('base64:60'),
    },
    multipart([
      entity(type('image/png', 'base64'), base64(bytesOfLatin1(`\x89PNG\r\n\x1a\n\0\0${noise('base64:4000')}`))),
      entity(type('application/pkcs7-signature', 'base64'), base64(bytesOfLatin1(`0\x80\x06${noise('base64:2000')}`))),
    ]),
  ) // prettier-ignore
  expect(find(text)).toEqual([])
})

test('what is covered in the file is the secret as it stands there, and its line is', () => {
  const soft = softly(`a=20${token} b`, 19)
  const [found] = find(message(type('text/plain', 'quoted-printable'), `first\r\n${soft}`))
  expect(found!.covered).toEqual([softly(token, 15)])
  const lines = Object.keys({ ...head, ...type('x', 'y') }).length
  expect([found!.line, found!.column]).toEqual([lines + 3, 5])
})

test.for([
  ['From the start\nof a text: x\n', 'a.txt'],
  ['Name: x\nSubject: y\n\ntext', 'a.txt'],
  ['GET / HTTP/1.1\nFrom: x\nDate: y\nTo: z\nSubject: a\n', 'a.eml'],
  ['title: x\nfrom the top\n', 'cur.txt'],
] as const)('%j is no mail', ([text, path]) => {
  expect(scanText(text, { path }).format).toBe('text')
})

test('a message without its name is told by its headers', () => {
  expect(scanText(message({}, token), { path: 'x' }).format).toBe('mail')
  expect(scanText('Subject: a\n\nb', { path: 'INBOX/cur/1:2,S' }).format).toBe('mail')
  expect(scanText(`100       \nSubject: a\n\nb`, { path: '1.emlx' }).format).toBe('mail')
  expect(scanText('Subject: a\n\nb', { format: 'mail', path: 'x' }).format).toBe('mail')
})
