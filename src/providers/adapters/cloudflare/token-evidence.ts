import type { ActionContext, EvidenceAction, EvidenceOutcome } from '../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf, type JsonObject } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { allPages } from '../asking/all-pages.ts'
import { factsOf } from '../asking/ask.ts'
import { Gathered } from '../asking/gathered.ts'
import { guardedEvidence } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import {
  cloudflareAnswerOf,
  cloudflareHost,
  missingOwner,
  operatorTokenOf,
  ownersOf,
  tokenIdOf,
  tokenPath,
} from './cloudflare-token.ts'
import { locateToken, readToken, type TokenPlace } from './locate-token.ts'
import { verifyCalls } from './verify-token.ts'

/** What a token is and may do, and which tokens its owner got since. */
export function tokenEvidence(setting: AdapterSetting): EvidenceAction[] {
  return (['identify', 'minted'] as const).map((name) => ({
    name,
    kind: name,
    describe: (subject) => ({
      calls: [
        ...(subject.secret === undefined ? [] : verifyCalls(subject, setting)),
        ...ownersOf(subject, setting.env).map((owner) => ({
          method: 'GET',
          host: cloudflareHost,
          path: tokenPath(owner, name === 'identify' ? '/{id}' : ''),
        })),
      ],
      summary:
        name === 'identify'
          ? 'asks for the id of the token, and what it may do'
          : 'lists the tokens that its owner got since',
      ...readsOnly,
      actsAs: 'the leaked token itself, then the token in CLOUDFLARE_API_TOKEN',
      permissions: ['API Tokens Read'],
      missing: [
        ...(subject.secret === undefined && tokenIdOf(subject) === undefined
          ? ['the token, or its id']
          : []),
        ...missingOwner(subject, setting.env),
      ],
      reference: `https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/${name === 'identify' ? 'get' : 'list'}/`,
    }),
    run: guardedEvidence((context) => gather(context, setting, name)),
  }))
}

async function gather(
  context: ActionContext,
  setting: AdapterSetting,
  name: 'identify' | 'minted',
): Promise<EvidenceOutcome> {
  const gathered = new Gathered()
  const place = await locateToken(context, setting)
  if ('outcome' in place) {
    gathered.call(place.outcome)
    gathered.gap(place.outcome.detail)
    return gathered.outcome()
  }
  gathered.fact('keyId', place.id)
  gathered.fact('proof', place.proof)
  const token = operatorTokenOf(setting.env)
  if (token === undefined)
    gathered.gap('What it may do is not known: CLOUDFLARE_API_TOKEN is not set.')
  else if (name === 'identify') await describeToken(context, setting, { place, token, gathered })
  else await listMinted(context, setting, { place, token, gathered })
  return gathered.outcome()
}

interface Gathering {
  readonly place: TokenPlace
  readonly token: string
  readonly gathered: Gathered
}

async function describeToken(
  { signal }: ActionContext,
  setting: AdapterSetting,
  { place, token, gathered }: Gathering,
): Promise<void> {
  const read = await readToken(setting, place, token, signal)
  if ('outcome' in read) {
    gathered.call(read.outcome)
    return gathered.gap(`What it may do is not known: ${read.outcome.detail}`)
  }
  const { record, asked } = read
  gathered.call(factsOf(asked, 'the token as its owner sees it'))
  gathered.fact('name', textOf(record, 'name'))
  gathered.fact('state', textOf(record, 'status'))
  gathered.fact('createdAt', textOf(record, 'issued_on'))
  gathered.fact('lastUsed', textOf(record, 'last_used_on'))
  gathered.fact('expires', textOf(record, 'expires_on'))
  const groups = objectsOf(record, 'policies').flatMap((policy) =>
    objectsOf(policy, 'permission_groups'),
  )
  gathered.fact(
    'scopes',
    groups
      .map((group) => textOf(group, 'name'))
      .filter(Boolean)
      .join(', '),
  )
}

async function listMinted(
  { subject, signal }: ActionContext,
  setting: AdapterSetting,
  { place, token, gathered }: Gathering,
): Promise<void> {
  const read = await allPages<JsonObject>(
    setting.http,
    {
      request: (page = '1') => ({
        method: 'GET',
        url: new URL(
          `${tokenPath(place.owner)}?page=${page}&per_page=50`,
          `https://${cloudflareHost}`,
        ),
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      }),
      read: (json) => {
        const [page, pages] = ['page', 'total_pages'].map((key) =>
          fieldOf(json, 'result_info', key),
        )
        const isPage = fieldOf(json, 'success') === true && Array.isArray(fieldOf(json, 'result'))
        if (!isPage || typeof page !== 'number' || typeof pages !== 'number') return undefined
        return {
          items: objectsOf(json, 'result'),
          next: page < pages ? String(page + 1) : undefined,
        }
      },
    },
    signal,
  )
  if ('broken' in read)
    return gathered.gap(
      `Other tokens of its owner are not known: ${read.why ?? ('problem' in read.broken ? read.broken.problem : cloudflareAnswerOf(read.broken))}`,
    )
  gathered.call(factsOf(read.last, `${read.items.length} tokens of the same owner`))
  const since = Date.parse(subject.exposedSince ?? '')
  if (Number.isNaN(since))
    gathered.gap('Since when it could be read is not known: any token may be a new one.')
  for (const item of read.items) {
    const [id, createdAt, detail] = ['id', 'issued_on', 'name'].map((key) => textOf(item, key))
    if (id !== undefined && id !== place.id && Date.parse(createdAt ?? '') >= since)
      gathered.minted({
        kind: 'access-token',
        id,
        ...(createdAt && { createdAt }),
        ...(detail && { detail }),
      })
  }
}
