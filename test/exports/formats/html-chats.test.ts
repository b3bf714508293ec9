import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { halves } from '../check-format.ts'
import { redactText } from '../redact-text.ts'
import { githubToken, scanText } from '../scan-text.ts'

const [one, two, three, four] = [61, 62, 63, 64].map(githubToken) as [string, string, string, string] // prettier-ignore

/** As Telegram Desktop writes them: blank lines, and each tag on a line of its own. */
function telegram(messages: readonly string[]): string {
  return `<!DOCTYPE html>
<html>
 <head><title>Exported Data</title></head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header">
    <div class="content">
     <div class="text bold">
Ops &amp; more
     </div>
    </div>
   </div>
   <div class="page_body chat_page">
    <div class="history">
     <div class="message service" id="message-1">
      <div class="body details">
12 January 2023
      </div>
     </div>
${messages.join('\n')}
    </div>
   </div>
  </div>
 </body>
</html>
`
}

function said(id: number, text: string, more = '', kind = ''): string {
  return `     <div class="message default clearfix${kind}" id="message${id}">
      <div class="body">
       <div class="pull_right date details" title="12.01.2023 10:15:3${id % 10} UTC+01:00">
10:15
       </div>
${more}
       <div class="text">
${text}
       </div>
      </div>
     </div>`
}

const ann = '       <div class="from_name">\nAnn &lt;3\n       </div>'
const answer =
  '<div class="reply_to details">\nIn reply to <a href="#go_to_message2" onclick="return GoToMessage(2)">this message</a>\n</div>'
const forwarded = `<div class="forwarded body">\n<div class="from_name">\nSomebody else <span class="date details" title="01.01.2020 00:00:00 UTC">x</span>\n</div>\n<div class="text">\n${three}\n</div>\n</div>`

const page = telegram([
  said(2, `see <strong>${halves(one).join('</strong><code>')}</code>`, ann),
  said(3, `and <a href="https://x.test/?a=1&amp;key=${two}">this</a> ${two}`, answer, ' joined'),
  said(4, 'look', forwarded, ' joined'),
  said(5, `nobody: ${four}`),
])

describe('a chat of Telegram, as a page', () => {
  test('who said it, when, and in answer to what', () => {
    const { format, found, problems } = scanText(page, { path: 'messages.html' })
    expect([format, problems]).toEqual(['telegram', []])
    const chat = { channel: 'Ops & more', user: 'Ann <3' }
    expect(found.map(({ secret, attribution }) => [secret, attribution])).toEqual([
      [one, { ...chat, record: '2', time: '2023-01-12T09:15:32.000Z' }],
      [two, { ...chat, record: '3', time: '2023-01-12T09:15:33.000Z', thread: '2' }],
      [three, { ...chat, record: '4', time: '2023-01-12T09:15:34.000Z' }],
      [four, { channel: chat.channel, record: '5', time: '2023-01-12T09:15:35.000Z' }],
    ])
    const line = page.slice(0, page.indexOf(halves(one)[0])).split('\n').length
    expect(found[0]).toMatchObject({ covered: halves(one), line, column: 13 })
    expect(found[1]!.copies).toHaveLength(1)
  })

  test('law: chunks change nothing', () => {
    const whole = scanText(page)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        expect(scanText(page, { lengths })).toEqual(whole)
      }),
      { numRuns: 15 },
    )
  }) // prettier-ignore

  test('a redacted page has its tags, and nothing is found in it', () => {
    const { text } = redactText(page, { path: 'messages.html' })
    expect(scanText(text).found).toEqual([])
    expect(text.match(/<[^>]*>/g)).toHaveLength(page.match(/<[^>]*>/g)!.length)
  })

  test('a message of two megabytes is told as one; what is cut off as far as it goes', () => {
    const long = telegram([said(2, `${one} ${'lorem ipsum '.repeat(180_000)} ${two}`, ann)])
    const lengths = [1 << 18]
    const { found } = scanText(long, { lengths })
    expect(found.map(({ secret, attribution }) => [secret, attribution.user])).toEqual([
      [one, 'Ann <3'],
      [two, 'Ann <3'],
    ])
    const cut = page.slice(0, page.indexOf(two) + two.length + 4)
    expect(scanText(cut).found.map(({ attribution }) => attribution.record)).toEqual(['2', '3'])
  })

  test('any other page is text', () => {
    expect(scanText(`<!DOCTYPE html><p>${one}</p>`).format).toBe('text')
  })
})

test('a room of Matrix, as Element shows it', () => {
  const message = (id: string, profile: string, text: string) =>
    `<div class="mx_Export_EventWrapper" id="${id}"><li class="mx_EventTile${profile === '' ? ' mx_EventTile_continuation' : ''}" tabindex="-1">${profile}<a href="#"><span class="mx_MessageTimestamp" title="Thu, Jan 1, 2026, 10:00:00" aria-hidden="true">10:00</span></a><div class="mx_MTextBody mx_EventTile_content"><span class="mx_EventTile_body" dir="auto">${text}</span></div></li></div>`
  const profile = '<div class="mx_DisambiguatedProfile"><span class="mx_Username_color3 mx_DisambiguatedProfile_displayName" dir="auto">Bo</span><span class="mx_DisambiguatedProfile_mxid">@bo:x.test</span></div>'
  const text = `
          <!DOCTYPE html>
            <html lang="en"><head><title>Exported Data</title></head><body>
              <div class="mx_RoomHeader light-panel"><div dir="auto" class="mx_RoomHeader_nametext" title="Ops">
                Ops
              </div></div><ol class="mx_RoomView_MessageList">
              ${message('$a:x.test', profile, `<em>${halves(one).join('</em>')}`)}${message('$b', '', two)}
              </ol></body></html>`
  const { format, found } = scanText(text, { path: 'messages.html' })
  expect(format).toBe('matrix')
  const who = { channel: 'Ops', user: 'Bo', userId: '@bo:x.test', time: 'Thu, Jan 1, 2026, 10:00:00' }
  expect(found.map(({ secret, attribution }) => [secret, attribution])).toEqual([
    [one, { ...who, record: '$a:x.test' }],
    [two, { ...who, record: '$b' }],
  ])
}) // prettier-ignore
