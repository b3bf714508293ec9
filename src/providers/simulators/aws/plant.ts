import type { PlantedCredential } from '../../simulator.ts'
import { noiseOf } from '../noise.ts'
import { recordCall } from './cloud-trail.ts'
import { newSession } from './sts.ts'
import { newKey, newKeyId, type AwsWorld, type SimulatedHolder, type SimulatedKey, type SimulatedSession } from './world.ts' // prettier-ignore

export interface AwsSimulatorOptions {
  readonly seed?: number
  /** Until a change to a key or a policy is known everywhere; 0 when undefined. */
  readonly propagationMs?: number
  /** Until a call is found in CloudTrail; 0 when undefined. */
  readonly trailDelayMs?: number
  /** Each n-th call of IAM and STS is throttled. */
  readonly throttlesEvery?: number
  /** The user has two keys already. */
  readonly hasSecondKey?: boolean
  /** What leaked: a key of a user, or credentials of a session of a role. */
  readonly leaks?: 'key' | 'session'
  /** Quarantine policies that this partition knows; V3 and V4 when undefined. */
  readonly quarantines?: readonly string[]
  /** What the leaked key may do; all when undefined. */
  readonly allows?: readonly string[]
  /** What the operator may do; all when undefined. */
  readonly operatorAllows?: readonly string[]
  /** A function of its own rotates the secret. */
  readonly rotates?: boolean
  /** Nobody has used the key for anything but its own work. */
  readonly isQuiet?: boolean
}

export interface PlantedKey {
  readonly credential: PlantedCredential
  readonly user: string
  readonly key: SimulatedKey | undefined
  readonly session: SimulatedSession | undefined
}

const digits = '0123456789'
const regions = [
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1',
  'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1',
] // prettier-ignore
const dayMs = 86_400_000
const hourMs = 3_600_000

export function makeWorld(options: AwsSimulatorOptions): AwsWorld {
  const noise = noiseOf(options.seed ?? 1)
  const names = options.quarantines ?? ['AWSCompromisedKeyQuarantineV3', 'AWSCompromisedKeyQuarantineV4'] // prettier-ignore
  return {
    account: `4${noise(digits, 11)}`,
    propagationMs: options.propagationMs ?? 0,
    trailDelayMs: options.trailDelayMs ?? 0,
    policies: new Set(names.map((name) => `arn:aws:iam::aws:policy/${name}`)),
    regions,
    noise,
    keys: [],
    sessions: [],
    users: new Map(),
    roles: new Map(),
    secrets: [],
    trail: [],
    lookups: new Map(),
    effects: [],
  }
}

/** A user with a key that leaked, one whose name and key differ by a letter, a secret that holds the pair, and an operator. */
export function plantKey(world: AwsWorld, options: AwsSimulatorOptions): PlantedKey {
  const number = world.users.size + 1
  const name = `deploy-${number}`
  const allows = options.allows ?? 'all'
  world.users.set(name, holder(name, allows, { owner: 'payments', environment: 'production' }))
  world.users.set(`${name}0`, holder(`${name}0`, 'all'))
  world.roles.set(`${name}-role`, holder(`${name}-role`, allows))
  const operator = `responder-${number}`
  world.users.set(operator, holder(operator, options.operatorAllows ?? 'all'))
  const key = planted(world, name)
  const twin = key.id.slice(0, -1) + (key.id.endsWith('A') ? 'B' : 'A')
  world.keys.push({ ...planted(world, `${name}0`, false), id: twin })
  if (options.hasSecondKey) planted(world, name)
  const acting = planted(world, operator)
  const env = { AWS_ACCESS_KEY_ID: acting.id, AWS_SECRET_ACCESS_KEY: acting.secret, AWS_REGION: 'us-east-1', STANCH_AWS_REGIONS: 'us-east-1,eu-west-1', HOME: '/nowhere' } // prettier-ignore
  plantSecret(world, key, options)
  const session = options.leaks === 'session' ? newSession(world, { holder: 'role', name: `${name}-role`, nowMs: Date.now() - hourMs, hours: 12 }) : undefined // prettier-ignore
  const common = { rule: 'aws-secret-access-key', account: world.account, env }
  const credential = session === undefined
    ? { ...common, value: key.secret, keyId: key.id }
    : { ...common, value: session.secret, keyId: session.id, components: { 'aws-session-token': session.token } } // prettier-ignore
  return { credential, user: name, key: session === undefined ? key : undefined, session }
}

function planted(world: AwsWorld, user: string, isKept = true): SimulatedKey {
  const key = newKey(world, user, Date.parse('2025-11-01T08:00:00Z'))
  if (!isKept) world.keys.pop()
  return Object.assign(key, { statusBefore: 'Active' as const })
}

function plantSecret(world: AwsWorld, key: SimulatedKey, options: AwsSimulatorOptions): void {
  const name = `app/${key.user}`
  const value = JSON.stringify({ region: 'eu-west-1', accessKeyId: key.id, secretAccessKey: key.secret }) // prettier-ignore
  world.secrets.push({
    name,
    region: 'us-east-1',
    arn: `arn:aws:secretsmanager:us-east-1:${world.account}:secret:${name}-${world.noise('abcdef', 6)}`, // prettier-ignore
    rotates: options.rotates ?? false,
    versions: new Map([[world.noise('0123456789abcdef', 32), { value, stages: new Set(['AWSCURRENT']) }]]), // prettier-ignore
    lastReadMs: 0,
  })
}

function holder(
  name: string,
  allows: SimulatedHolder['allows'],
  tags: Readonly<Record<string, string>> = {},
): SimulatedHolder {
  return { name, tags, allows, attached: new Map(), inline: new Map(), groups: ['engineers'] }
}

/** What happened before anybody looked: its own work, and then somebody else’s. */
export function tellStory(world: AwsWorld, all: readonly PlantedKey[], nowMs: number): void {
  for (const { key, session, user } of all) {
    const keyId = (key ?? session)!.id
    const arn = `arn:aws:iam::${world.account}:user/${user}`
    const role = { arn: `arn:aws:sts::${world.account}:assumed-role/${user}-role/session-1`, userName: `${user}-role`, isRole: true } // prettier-ignore
    const by = { keyId, region: 'us-east-1', ...(session === undefined ? { arn, userName: user } : role) } // prettier-ignore
    for (let day = 20; day > 2; day--)
      recordCall(world, { ...by, region: 'eu-west-1', service: 's3', name: 'ListBuckets', atMs: nowMs - day * dayMs, from: '198.51.100.7', userAgent: 'aws-sdk-js/3.900.0' }) // prettier-ignore
    if (key === undefined) continue
    key.lastUsed = { atMs: nowMs - hourMs, service: 'iam', region: 'us-east-1' }
    tellAttack(world, { ...by, from: '203.0.113.66', userAgent: 'aws-cli/2.31.0 md/prompt' }, nowMs)
  }
}

type By = Pick<Parameters<typeof recordCall>[1], 'keyId' | 'region' | 'arn' | 'userName' | 'from' | 'userAgent'> // prettier-ignore

function tellAttack(world: AwsWorld, by: By, nowMs: number): void {
  const session = newSession(world, { holder: 'user', name: by.userName, nowMs: nowMs - 2 * hourMs, hours: 36 }) // prettier-ignore
  const stolen = newKeyId(world, 'AKIA')
  const calls = [
    { service: 'sts', name: 'GetSessionToken', response: { credentials: { accessKeyId: session.id, expiration: 'Nov 28, 2026, 4:00:00 AM' } } }, // prettier-ignore
    { service: 'iam', name: 'CreateUser', parameters: { userName: 'support' }, response: { user: { userName: 'support', arn: `arn:aws:iam::${world.account}:user/support` } } }, // prettier-ignore
    { service: 'iam', name: 'CreateAccessKey', parameters: { userName: 'support' }, response: { accessKey: { accessKeyId: stolen, userName: 'support', status: 'Active' } } }, // prettier-ignore
    { service: 'iam', name: 'AttachUserPolicy', parameters: { userName: 'support', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' } }, // prettier-ignore
    { service: 'ec2', name: 'RunInstances', error: 'Client.UnauthorizedOperation' },
  ]
  for (const [at, call] of calls.entries()) recordCall(world, { ...by, ...call, atMs: nowMs - 2 * hourMs + at * 60_000 }) // prettier-ignore
  recordCall(world, { ...by, keyId: session.id, service: 'iam', name: 'CreateRole', atMs: nowMs - hourMs, parameters: { roleName: 'backup' }, response: { role: { roleName: 'backup', arn: `arn:aws:iam::${world.account}:role/backup` } } }) // prettier-ignore
}
