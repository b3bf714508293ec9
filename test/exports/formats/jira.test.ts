import { checkFormat, halves, JsonLines, noise, type Plant } from '../check-format.ts'

const said = {
  channel: 'Deployments',
  channelId: 'DEP',
  record: 'DEP-7',
  user: 'Ann Lee',
  userId: '5b10',
  time: '2026-01-01T10:00:00.000+0000',
  url: 'https://x.atlassian.net/browse/DEP-7',
}

const person = {
  accountId: '5b10',
  displayName: 'Ann Lee',
  avatarUrls: { '48x48': noise('hex:32') },
}
const bo = { accountId: '77aa', displayName: 'Bo' }

/** Rich text whose first words are bold. */
function adf(text: string): object {
  const [first, second] = halves(text)
  const content = [
    { type: 'text', text: `see ${first}`, marks: [{ type: 'strong' }] },
    { type: 'text', text: second },
  ]
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content }] }
}

function issue(plant: Plant, of = said): object {
  const secret = () => plant(of)
  const by = (id: string, url: string | undefined) =>
    plant({ ...of, record: id, thread: of.record, user: 'Bo', userId: '77aa', time: '2026-01-02', url })
  const self = 'https://x.atlassian.net/rest/api/3/issue/10007'
  return {
    id: '10007',
    key: of.record,
    self,
    expand: 'renderedFields',
    fields: {
      summary: secret(),
      project: { id: '1', key: 'DEP', name: 'Deployments' },
      issuetype: { name: 'Bug' },
      reporter: person,
      creator: person,
      created: of.time,
      labels: [secret()],
      environment: secret(),
      description: adf(secret()),
      customfield_10001: [{ value: secret() }, { child: { value: secret() } }],
      attachment: [{ id: '5', filename: by('5', of.url), author: bo, created: '2026-01-02', content: 'https://x.test' }],
      comment: {
        comments: [
          { id: '31', self: `${self}/comment/31`, author: bo, created: '2026-01-02', body: adf(by('31', `${of.url}?focusedCommentId=31`)) },
          { id: '32', self: `${self}/comment/32`, author: bo, created: '2026-01-02', body: `{code}${by('32', `${of.url}?focusedCommentId=32`)}{code}` },
        ],
      },
      worklog: { worklogs: [{ id: '41', author: bo, started: '2026-01-02', comment: adf(by('41', of.url)) }] },
    },
    renderedFields: { description: `<p>${halves(secret()).join('<b>')}</b></p>`, comment: { comments: [] } },
    changelog: {
      histories: [{ id: '51', author: bo, created: '2026-01-02', items: [{ field: 'description', fromString: by('51', of.url), toString: by('51', of.url) }] }],
    },
  }
} // prettier-ignore

checkFormat('issues of Jira', {
  format: 'jira',
  build: (plant) => ({
    'search.json': { startAt: 0, total: 2, issues: [issue(plant), issue(plant, { ...said, record: 'DEP-8', url: 'https://x.atlassian.net/browse/DEP-8' })] },
    'DEP-7.json': issue(plant),
    'issues.jsonl': new JsonLines([issue(plant), issue(plant)]),
    // Of a server, before there were accounts.
    'old.json': {
      issues: [
        {
          key: 'OLD-1',
          self: 'http://jira.test/jira/rest/api/2/issue/1',
          fields: {
            summary: plant({ record: 'OLD-1', user: 'ann', userId: 'ann', url: 'http://jira.test/browse/OLD-1' }),
            reporter: { name: 'ann' },
          },
        },
      ],
    },
  }),
}) // prettier-ignore
