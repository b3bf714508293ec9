import type {
  ActionDescription,
  Adapter,
  AdapterAction,
  EffectAction,
  EvidenceOutcome,
  ProbeOutcome,
  Subject,
} from '../../src/incident/adapter.ts'

/** What a test wants to be different. */
export type FakeDescription = Partial<ActionDescription>

const plain: ActionDescription = {
  calls: [{ method: 'GET', host: 'api.acme.example', path: '/v1/key/{id}' }],
  summary: 'does it',
  reversible: false,
  completion: 'sync',
  effect: 'none',
  actsAs: 'the admin key (ACME_ADMIN_KEY)',
  permissions: [],
  sideEffects: [],
  missing: [],
  reference: 'https://acme.example/docs/keys',
}

/** Records what is run, so that a test can say that nothing was. */
export const sent: string[] = []

/** An action that only describes itself; running it is written down in {@link sent}. */
export function fakeAction(
  name: string,
  kind: AdapterAction['kind'],
  description: FakeDescription | ((subject: Subject) => FakeDescription) = {},
  outcome: Partial<ProbeOutcome & EvidenceOutcome> = {},
): AdapterAction {
  const described = (subject: Subject) => ({
    ...plain,
    ...(typeof description === 'function' ? description(subject) : description),
  })
  const told = (what: string) => {
    sent.push(what)
    return Promise.resolve({
      detail: 'said so',
      verdict: 'live',
      facts: {},
      complete: true,
      gaps: [],
      calls: [],
      ...outcome,
    } as never)
  }
  const action = {
    name,
    kind,
    describe: described,
    run: () => told(name),
    ...(kind === 'probe' && {
      control: () => {
        sent.push(`${name} control`)
        return Promise.resolve({ detail: 'as expected', verdict: 'dead' } as ProbeOutcome)
      },
    }),
    ...(['disable', 'revoke', 'rotate', 'promote', 'restore', 'roll-back'].includes(kind) && {
      check: () => told(`${name} check`),
    }),
  }
  return action as unknown as EffectAction
}

export function fakeAdapter(
  actions: readonly AdapterAction[],
  more: Partial<Adapter> = {},
): Adapter {
  return { id: 'acme', name: 'Acme', rules: ['acme-key'], actions, ...more }
}

/** Can do all that there is. */
export const capable = fakeAdapter([
  fakeAction('whoami', 'probe'),
  fakeAction(
    'usage',
    'evidence',
    { actsAs: 'the admin key (ACME_ADMIN_KEY)' },
    { facts: { lastUsed: '2026-11-20', consumers: 'nightly-export' } },
  ),
  fakeAction(
    'made',
    'minted',
    { actsAs: 'the leaked token itself' },
    { minted: [{ kind: 'access-key', id: 'k-2' }] },
  ),
  fakeAction('suspend', 'disable', {
    proof: 'id-embedded',
    reversible: true,
    undoneBy: 'resume',
    effect: 'dead',
    provedBy: 'whoami',
    summary: 'suspends the key',
  }),
  fakeAction('resume', 'restore', { proof: 'id-embedded', reversible: true }),
  fakeAction('delete', 'revoke', {
    calls: [{ method: 'DELETE', host: 'api.acme.example', path: '/v1/key/{id}' }],
    proof: 'id-embedded',
    effect: 'dead',
    provedBy: 'whoami',
    summary: 'deletes the key',
    completion: 'accepted',
    quota: '60 requests an hour',
    sideEffects: ['The owner is told by mail.'],
  }),
  fakeAction('put', 'rotate', {
    proof: 'exact-match',
    reversible: true,
    undoneBy: 'take-back',
    summary: 'puts a new version beside it',
  }),
  fakeAction('current', 'promote', {
    proof: 'exact-match',
    reversible: true,
    undoneBy: 'take-back',
    summary: 'makes the new version current',
  }),
  fakeAction('take-back', 'roll-back', { proof: 'exact-match' }),
  fakeAction('old-use', 'drain', { actsAs: 'the leaked token itself' }),
])

/** Can only revoke, and that only with the value at hand. */
export const spare = fakeAdapter(
  [
    fakeAction('whoami', 'probe', (subject) => ({ missing: subject.secret ? [] : ['the value'] })),
    fakeAction('delete', 'revoke', (subject) => ({
      proof: 'self-token',
      effect: 'dead',
      provedBy: 'whoami',
      missing: subject.secret ? [] : ['the value'],
    })),
  ],
  { manual: ['Open the page Keys of Acme, and delete the key there.'] },
)
