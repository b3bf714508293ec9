import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseString } from 'whatsapp-chat-parser'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { checkFormat } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const lrm = '\u200e'

const reader = { name: 'whatsapp-chat-parser', open: (text: string) => parseString(text) }

checkFormat('a chat of an iPhone', {
  format: 'whatsapp',
  reader,
  said: { channel: 'Ann Lee' },
  build: (plant) => ({
    'WhatsApp Chat - Ann Lee.zip!_chat.txt': [
      `\ufeff[8/15/23, 9:12:33\u202fAM] Ann Lee: ${lrm}Messages are end-to-end encrypted.`,
      `[8/15/23, 9:12:43\u202fAM] Ann Lee: see ${plant({ user: 'Ann Lee', time: '8/15/23, 9:12:43\u202fAM' })}`,
      `and ${plant({ user: 'Ann Lee', time: '8/15/23, 9:12:43\u202fAM' })}`,
      '',
      `3/6/18, 1:55 PM - Bo: pasted ${plant({ user: 'Ann Lee' })}`,
      `${lrm}[8/15/23, 9:12:48\u202fAM] ~ Dr. Feather: ${lrm}<attached: ${plant({ user: '~ Dr. Feather', time: '8/15/23, 9:12:48\u202fAM' })}.txt>`,
      `[8/15/23, 9:13:00\u202fAM] Ann Lee changed the description to https://x.test ${plant({ user: undefined, time: '8/15/23, 9:13:00\u202fAM' })}`,
      `[8/15/23, 9:13:01\u202fAM] +49 170 1234567: ${plant({ user: '+49 170 1234567' })} `,
      '',
    ].join('\r\n'),
  }),
}) // prettier-ignore

checkFormat('a chat of Android', {
  format: 'whatsapp',
  reader,
  build: (plant) => ({
    'WhatsApp Chat with Family: 2.txt': [
      '03/02/17, 18:42 - Messages are end-to-end encrypted.',
      `03/02/17, 18:42 - Luke: ${plant({ user: 'Luke', time: '03/02/17, 18:42', channel: 'Family: 2' })}`,
      `2016-04-29 10:30:00 a line that looks like another header: ${plant({ user: 'Luke' })}`,
      `03/02/17, 18:43 - Leia: ${plant({ user: 'Leia' })}`,
    ].join('\n'),
  }),
}) // prettier-ignore

test.for([
  ['[05.05.23, 15:48:11] Ann: ', '05.05.23, 15:48:11'],
  ['[11/8/21, 9:41:32 AM] Ann: ', '11/8/21, 9:41:32 AM'],
  ['1/23/23, 3:22_AM - Ann: ', '1/23/23, 3:22_AM'],
  ['[2023/5/4, 16:13:23] Ann: ', '2023/5/4, 16:13:23'],
  ['23/06/2018, 01:55 p.m. - Ann: ', '23/06/2018, 01:55 p.m.'],
  ['3/6/2018 1:55 p. m. - Ann: ', '3/6/2018 1:55 p. m.'],
  ['03-06-2018, 01.55 PM - Ann: ', '03-06-2018, 01.55 PM'],
  ['13.06.18 21.25.15: Ann: ', '13.06.18 21.25.15'],
  ['13.6.2018 klo 21.25.15 - Ann: ', '13.6.2018 klo 21.25.15'],
  ['13. 6. 2018. 21:25:15 Ann: ', '13. 6. 2018. 21:25:15'],
  [`${lrm}[3/6/18 1:55:00 p. m.] Ann: `, '3/6/18 1:55:00 p. m.'],
  ['30/12/2020 13:00 - Ann: ', '30/12/2020 13:00'],
  ['2018. 6. 13. 오후 9:25 - Ann: ', '2018. 6. 13. 오후 9:25'],
] as const)('a message may begin so: %s', ([head, time]) => {
  const secret = githubToken(1)
  const text = `${head}hello\n${head.replace('Ann', 'Bo')}${secret}\nmore`
  const { format, found } = scanText(text, { path: '_chat.txt' })
  expect(format).toBe('whatsapp')
  expect(found).toMatchObject([{ secret, attribution: { user: 'Bo', time } }])
})

test('a key over many lines is one secret of the message that it begins in', () => {
  const key = assembleSample(
    `⟦-----BEGIN RSA PRIVATE KEY-----\n<lines:12>\n-----END RSA PRIVATE KEY-----⟧`,
    seededRandom(1),
  ).text
  const text = `[8/15/23, 9:12:33 AM] Ann: hi\n[8/15/23, 9:12:43 AM] Bo: ${key}\n[8/15/23, 9:12:44 AM] Ann: thanks\n`
  const { found } = scanText(text, { path: '_chat.txt' })
  expect(found).toMatchObject([{ line: 2, attribution: { user: 'Bo' }, covered: [key] }])
})

test.for([
  ['a log', '2024-01-02 10:11:12 - INFO: started\n2024-01-02 10:11:13 - INFO: x\n'],
  ['a log in brackets', '[2024/01/02, 10:11:12] ERROR: x\n'],
  ["Go's log", '2024/01/02 10:11:12 main.go: x\n'],
  ['prose', 'Dear Ann: hello\n'],
] as const)('%s is no chat', ([, text]) => {
  expect(scanText(text, { path: 'a.txt' }).format).toBe('text')
})

test('a chat is one by its content, or because somebody says so', () => {
  const text = '\r\n3/6/18, 1:55 PM - Ann: hi\n3/6/18, 1:56 PM - Bo: hi\n'
  expect(scanText(text, { path: 'a.txt' }).format).toBe('whatsapp')
  expect(scanText(text, { path: 'a.md' }).format).toBe('text')
  expect(scanText(text, { path: 'a.md', format: 'whatsapp' }).format).toBe('whatsapp')
})

test('law: chunks do not change what is said', () => {
  const text = [1, 2, 3, 4]
    .map((seed) => `[8/15/23, 9:12:3${seed} AM] Ann ${seed}: é ${'x'.repeat(seed * 40)}\n${githubToken(seed)}\n`)
    .join('') // prettier-ignore
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }), (lengths) => {
      expect(scanText(text, { path: '_chat.txt', lengths })).toEqual(scanText(text, { path: '_chat.txt' }))
    }),
    { numRuns: 30 },
  ) // prettier-ignore
})
