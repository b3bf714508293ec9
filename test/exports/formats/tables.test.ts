import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFormat, noise } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const token = githubToken(21)

const reader = {
  name: 'csv-parse',
  open: (text: string): unknown => parse(text, { bom: true, delimiter: [',', ';', '\t'] }),
}

/** Rows as a spreadsheet writes them: all in quotes. */
function table(rows: readonly (readonly string[])[], separator = ',', lineEnd = '\r\n'): string {
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  return rows.map((row) => row.map(cell).join(separator) + lineEnd).join('')
}

checkFormat('tickets of Jira as a table', {
  format: 'jira',
  reader,
  build: (plant) => {
    const said = { record: 'DEP-7', channel: 'Deployments', channelId: 'DEP', user: 'Ann', userId: '5b10', time: '01/Jan/26 10:00 AM' }
    const bo = { ...said, user: '77aa', userId: '77aa', time: '02/Jan/26 9:00 AM' }
    const names = ['Summary', 'Issue key', 'Issue id', 'Project key', 'Project name', 'Reporter', 'Reporter Id', 'Creator', 'Created', 'Description', 'Comment', 'Comment', 'Log Work']
    const row = () => [
      plant(said), 'DEP-7', '10007', 'DEP', 'Deployments', 'Ann', '5b10', 'Cy', said.time,
      `{code}\nsays "x", ${plant(said)}\n{code}`,
      `02/Jan/26 9:00 AM;77aa;see ${plant(bo)}`,
      '',
      `text;02/Jan/26 9:00 AM;77aa;${plant(bo)}`,
    ]
    return {
      'export.csv': table([names, row(), row()]),
      'semicolons': table([names, row()], ';', '\n'),
      'old.csv': `Issue key,Summary,Creator\nA-1,${plant({ record: 'A-1', user: 'x' })},x\n`,
    }
  },
}) // prettier-ignore

checkFormat('tickets of Linear as a table', {
  format: 'linear',
  reader,
  build: (plant) => {
    const said = { record: 'ENG-4', channel: 'Engineering', user: 'Ann', time: 'Thu Jan 01 2026' }
    const names = ['ID', 'Team', 'Title', 'Description', 'Status', 'Project ID', 'Project', 'Creator', 'Assignee', 'Labels', 'Created', 'UUID']
    const row = () => ['ENG-4', 'Engineering', plant(said), plant(said), 'Todo', noise('uuid'), '', 'Ann', '', plant(said), said.time, noise('uuid', 2)]
    return { 'issues.csv': table([names, row()]) }
  },
}) // prettier-ignore

checkFormat('tickets of Zendesk as a table', {
  format: 'zendesk',
  reader,
  build: (plant) => {
    const said = { record: '35', channel: 'Support', user: 'Ann', time: '2026-01-01' }
    const names = ['Id', 'Requester', 'Subject', 'Status', 'Group', 'Created at', 'Tags', 'Key [txt]']
    const row = ['35', 'Ann', plant(said), 'Open', 'Support', '2026-01-01', plant(said), plant(said)]
    return { 'tickets.csv': table([names, row]) }
  },
}) // prettier-ignore

checkFormat('tickets of Freshdesk as a table', {
  format: 'freshdesk',
  reader,
  build: (plant) => {
    const said = { record: '9', user: 'Ann', time: '2026-01-01 10:00:00' }
    return { 'a.csv': table([['Ticket ID', 'Subject', 'Created time', 'Full name'], ['9', plant(said), said.time, 'Ann']]) }
  },
}) // prettier-ignore

checkFormat('any table, with commas, semicolons and tabs', {
  format: 'csv',
  reader,
  build: (plant) =>
    Object.fromEntries(
      [',', ';', '\t'].map((separator, at) => [
        `${at}.csv`,
        table([['id', 'said', plant({})], ['1', `a "${plant({})}"${separator}\n`, plant({})]], separator),
      ]),
    ),
}) // prettier-ignore

describe('any table', () => {
  function check(
    text: string,
    places: readonly (readonly [secret: string, path: string])[],
    path = 'a.csv',
  ) {
    const scanned = scanText(text, { path })
    expect(scanned.problems).toEqual([])
    expect(scanned.found.map((found) => [found.secret, found.path])).toEqual(places)
    return scanned
  }

  test.for([',', ';', '\t', '|'])('parted by %j', (separator) => {
    const text = table([['id', 'note'], ['1', `a${separator}\n"${token}"`]], separator, '\n')
    expect(check(text, [[token, '[0].note']]).format).toBe('csv')
  }) // prettier-ignore

  test('with a line that names the separator, and a mark of the byte order', () => {
    check(`\u{feff}sep=;\r\na;b,c\r\n1;${token}\r\n`, [[token, '[0].*']])
    check(`\u{feff}"a";b\r\n${token};1\r\n`, [[token, '[0].a']])
  })

  test('only at the start of all a mark of the byte order may stand before a quote', () => {
    check(`a,b\n\u00e9"x,${token}\n`, [[token, '[0].b']], 'a.csv')
  })

  test('without names of columns', () => {
    check(`1,${token}\n2,${githubToken(22)}\n`, [
      [token, '[0][1]'],
      [githubToken(22), '[1][1]'],
    ])
  })

  test('of the same column twice each cell is read', () => {
    check(`id,c,c\n1,${token},${githubToken(22)}\n`, [
      [token, '[0].c'],
      [githubToken(22), '[0].c'],
    ])
  })

  test('a name in one cell says what the value in another one is', () => {
    const password = noise('base64:24', 5).replaceAll(/[+/=]/g, 'x')
    check(`name,value\nDB_PASSWORD,${password}\ncolour,${password}\n`, [[password, '[0].value']])
    check(`user,password\nann,${password}\n`, [[password, '[0].password']])
    check(`Name;Value\n"API_SECRET";"${password}"\n`, [[password, '[0].Value']])
  })

  test('one that ends in a quoted cell has a problem, and what is there is found', () => {
    const { found, problems } = scanText(`a,b\n1,"x ${token}\n`, { path: 'a.csv' })
    expect(found.map(({ path }) => path)).toEqual(['[0].b'])
    expect(problems).toEqual(['ends within a quoted field'])
  })

  test('a cell of two megabytes', () => {
    const long = 'lorem ipsum '.repeat(180_000)
    check(table([['a', 'b'], [`${long}${token}`, token]]), [[token, '[0].a']].slice(0, 1) as [[string, string]])
  }) // prettier-ignore

  test('chunks change nothing', () => {
    const cell = fc.oneof(fc.constant(token), fc.stringMatching(/^[a-z",\n\r;]{0,12}$/))
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
        (rows, lengths) => {
          const text = table([['a', 'b', 'c', 'd'], ...rows])
          const whole = scanText(text, { path: 'a.csv' })
          expect(scanText(text, { path: 'a.csv', lengths })).toEqual(whole)
          const cells = rows.map((row) => row.filter((part) => part.includes(token)).length)
          expect(whole.found.map(({ copies }) => copies.length + 1)).toEqual(cells.filter((count) => count > 0))
        },
      ),
      { numRuns: 60 },
    )
  }) // prettier-ignore
})

test('the key of an issue is no secret, however long it is', () => {
  const rows = Array.from({ length: 40 }, (_, at) => `PLATFORM-${10_000 + at},PLATFORM,x,PLATFORM-${20_000 + at}\n`)
  const { found } = scanText(`Issue key,Project key,Summary,Parent key\n${rows.join('')}`, { path: 'a.csv' })
  expect(found).toEqual([])
}) // prettier-ignore

test('prose with commas is no table', () => {
  expect(scanText(`Dear Ann, see ${token}, yours\n`, { path: 'a.txt' }).format).toBe('text')
  expect(scanText(`one word\n${token}\n`, { path: 'a.csv' }).format).toBe('text')
})
