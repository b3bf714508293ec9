import { stringify } from 'yaml'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintOf, parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { testKey } from './run-stanch.ts'

const key = parseFingerprintKey(testKey, 'test')

/** A token that is a secret of its own for each seed; stands whole in no file of the repository. */
export function tokenOf(seed: number): string {
  const { text } = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(seed))
  return text
}

/** `YYYY-MM-DD` so many days from today. */
export function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
}

type Draft = Readonly<Record<string, unknown>>

/** A record without any weak sign; `undefined` takes a key away. */
export function soundRecord(id: string, changes: Draft = {}, value = `value of ${id}`): Draft {
  const record: Draft = {
    id,
    provider: 'Example',
    purpose: 'reads customers',
    owner: { team: 'crm' },
    state: 'active',
    environment: 'production',
    agent: 'sales',
    tool: 'crm',
    scopes: ['crm.read'],
    store: { type: 'vault', path: `kv/${id}` },
    ttl: '90d',
    createdAt: day(-10),
    lastRotatedAt: day(-10),
    lastAccessedAt: day(-1),
    nextRotationAt: day(30),
    revocation: { adapter: 'vault', identityProof: 'exact-match' },
    fingerprints: [{ form: 'raw', value: fingerprintOf(bytesOfUtf8(value), key) }],
    ...changes,
  }
  return Object.fromEntries(Object.entries(record).filter(([, one]) => one !== undefined))
}

function inventoryOf(records: readonly Draft[]): string {
  return stringify({ version: 1, records })
}

const leaks = { env: 1, prompt: 2, ticket: 3, chat: 4, output: 5, agent: 6, unknown: 7 } as const

/** Pairs that have one secret and differ in one thing. */
function pair(dimension: string): Draft[] {
  return ['a', 'b'].map((name) =>
    soundRecord(`shared/${dimension}/${name}`, { [dimension]: name }, `shared by ${dimension}`),
  )
}

const records = [
  ...['tenant', 'environment', 'agent', 'tool'].flatMap(pair),
  soundRecord('no-owner', { owner: undefined }),
  soundRecord('static', {
    provider: 'AWS', owner: undefined, ttl: undefined, revocation: undefined,
    createdAt: day(-100), lastRotatedAt: day(-100),
  }),
  soundRecord('no-purpose', { purpose: undefined }),
  soundRecord('no-scope', { scopes: undefined }),
  soundRecord('broad', { provider: 'GitHub', scopes: ['repo'] }),
  soundRecord('no-last-rotation', { createdAt: day(-200), lastRotatedAt: undefined }),
  soundRecord('overdue', { nextRotationAt: day(-1) }),
  soundRecord('stuck', {
    rotation: { strategy: 'dual', currentVersion: '4', pendingVersion: '5', pendingSince: day(-30) },
  }),
  soundRecord('expired', { expiresAt: day(-2) }),
  soundRecord('unused', { lastAccessedAt: day(-120) }),
  soundRecord('never-used', {
    store: { type: 'aws-secrets-manager', path: 'x' }, createdAt: day(-40), lastAccessedAt: undefined,
  }),
  soundRecord('loose', { store: { type: 'dotenv', path: '.env' } }),
  soundRecord('glass-untested', { breakGlass: {} }),
  soundRecord('glass-old', { breakGlass: { testedAt: day(-400) }, lastAccessedAt: day(-400) }),
  soundRecord('blocked', { state: 'compromised' }),
  ...Object.entries(leaks).filter(([name]) => name !== 'unknown').map(([name, seed]) => soundRecord(`leak/${name}`, {}, tokenOf(seed))),
] // prettier-ignore

/** Files of an organisation in which every weak sign stands once. */
export function weakOrganisation(): Record<string, string> {
  return {
    'stanch-inventory.yaml': inventoryOf(records),
    'stanch.yaml': stringify({
      connectors: [{ id: 'crm', scopes: ['*'], validates: [], forwardsToken: 'passthrough' }],
    }),
    '.env': `GITHUB_TOKEN=${tokenOf(leaks.env)}\n`,
    'prompts/support.md': `Use the token ${tokenOf(leaks.prompt)} to read the repository.\n`,
    'tickets/jira.json': JSON.stringify({
      issues: [
        {
          id: '10001', key: 'OPS-7', self: 'https://jira.example.com/rest/api/3/issue/10001',
          fields: { summary: 'Build fails', description: `It uses ${tokenOf(leaks.ticket)} here`, project: { key: 'OPS' } },
        },
      ],
    }),
    'slack/channels.json': JSON.stringify([{ id: 'C0123456789', name: 'general' }]),
    'slack/general/2026-01-24.json': JSON.stringify([
      { type: 'message', user: 'U0123456789', ts: '1737715200.000100', text: `take ${tokenOf(leaks.chat)}` },
    ]),
    'ci-logs/build.log': `[12:00:01] + push --token ${tokenOf(leaks.output)}\n`,
    'src/config.ts': `export const token = '${tokenOf(leaks.unknown)}'\n`,
    '.cursor/mcp.json': `{
  // servers
  "mcpServers": {
    "github": { "command": "npx", "args": ["-y", "server"], "env": { "GITHUB_TOKEN": "${tokenOf(leaks.agent)}" } },
    "crm": { "url": "https://crm.example.com/mcp", "headers": { "Authorization": "Bearer \${request.headers.authorization}" } }
  }
}
`,
    '.github/workflows/deploy.yml': `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
`,
    '.github/workflows/release.yml': `on: push
jobs:
  release:
    uses: someone/else/.github/workflows/release.yml@v1
    secrets: inherit
  show:
    runs-on: ubuntu-latest
    steps:
      - run: |
          npm ci
          echo "\${{ secrets.DEPLOY_PASSPHRASE }}"
`,
    '.github/workflows/preview.yml': `on: pull_request_target
jobs:
  preview:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm ci && npm run preview
        env:
          PREVIEW: \${{ secrets.PREVIEW }}
`,
  } // prettier-ignore
}

/** An organisation in which none stands, with all that could be taken for one. */
export function soundOrganisation(): Record<string, string> {
  return {
    'stanch-inventory.yaml': inventoryOf([
      soundRecord('crm/reader'),
      soundRecord('crm/writer', { agent: 'support', scopes: ['crm.write'] }),
      soundRecord('crm/former', { state: 'destroyed', agent: 'intern', owner: undefined }, 'value of crm/reader'),
      soundRecord('emergency', { breakGlass: { testedAt: day(-20) }, lastAccessedAt: day(-170) }),
    ]),
    'stanch.yaml': stringify({
      connectors: [
        {
          id: 'crm', tool: 'crm', agents: ['sales'], issuers: ['https://id.example.com'],
          audience: 'https://crm.example.com', scopes: ['crm.read'],
          validates: ['signature', 'issuer', 'audience', 'scope', 'expiry'], forwardsToken: 'exchange', maxTtl: '15m',
        },
      ],
    }),
    '.env.example': 'GITHUB_TOKEN=\n',
    '.mcp.json': JSON.stringify({
      mcpServers: {
        github: { command: 'npx', args: ['--token', '${GITHUB_TOKEN}'], env: { GITHUB_TOKEN: '${input:token}', LEVEL: 'information' } },
        crm: { url: 'https://crm.example.com/mcp', headers: { Authorization: 'Bearer ${CRM_TOKEN}' } },
        vault: { command: 'server', env: { API_KEY: 'op://engineering/crm/key' } },
      },
    }),
    '.github/workflows/deploy.yml': `on: push
permissions:
  id-token: write
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
      - run: echo "\${{ secrets.REGISTRY_TOKEN }}" | docker login --password-stdin -u ci registry.example.com
      - run: echo "::add-mask::$TOKEN"
        env:
          TOKEN: \${{ secrets.REGISTRY_TOKEN }}
  release:
    uses: ./.github/workflows/release.yml
    secrets: inherit
`,
    '.gitlab-ci.yml': `deploy:
  id_tokens:
    TOKEN: { aud: https://gitlab.com }
  script:
    - export AWS_SECRET_ACCESS_KEY=$(get-key)
    - aws s3 sync . s3://bucket --secret "$AWS_SECRET_ACCESS_KEY"
`,
    'bitbucket-pipelines.yml': `pipelines:
  default:
    - step:
        oidc: true
        script: [ 'AWS_WEB_IDENTITY_TOKEN_FILE=t aws s3 ls' ]
`,
    '.circleci/config.yml': `version: 2.1
jobs:
  deploy:
    steps:
      - run: aws sts assume-role-with-web-identity --web-identity-token $CIRCLE_OIDC_TOKEN_V2
`,
  } // prettier-ignore
}
