import { refusal, type AwsRefusal } from './answers.ts'
import type { AwsWorld, SimulatedSecret } from './world.ts'

type Input = Readonly<Record<string, unknown>>
type Result = object | { readonly refusal: AwsRefusal }

interface SecretRequest {
  readonly world: AwsWorld
  readonly region: string
  readonly input: Input
  readonly nowMs: number
}

type Operation = (secret: SimulatedSecret, request: SecretRequest) => Result

const noResource = () => refusal(400, 'ResourceNotFoundException', 'Secrets Manager can’t find the resource.') // prettier-ignore
const invalid = (message: string) => refusal(400, 'InvalidParameterException', message)

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
export function secretsOperation(name: string, request: SecretRequest): Result {
  const operation = operations[name]
  if (operation === undefined) return refusal(400, 'UnknownOperationException')
  const { world, region, input } = request
  const id = input['SecretId']
  const secret = world.secrets.find((one) => one.region === region && (one.name === id || one.arn === id)) // prettier-ignore
  return secret === undefined ? noResource() : operation(secret, request)
}

const operations: Readonly<Record<string, Operation>> = {
  DescribeSecret: (secret) => ({
    ARN: secret.arn,
    Name: secret.name,
    RotationEnabled: secret.rotates,
    ...(secret.lastReadMs > 0 && { LastAccessedDate: Math.floor(secret.lastReadMs / 86_400_000) * 86_400 }), // prettier-ignore
    VersionIdsToStages: Object.fromEntries([...secret.versions].filter(([, { stages }]) => stages.size > 0).map(([id, { stages }]) => [id, [...stages]])), // prettier-ignore
  }),
  GetSecretValue: (secret, { input, nowMs }) => {
    const stage = (input['VersionStage'] as string | undefined) ?? 'AWSCURRENT'
    const id = (input['VersionId'] as string | undefined) ?? versionWith(secret, stage)
    const version = secret.versions.get(id ?? '')
    if (id === undefined || version === undefined) return noResource()
    secret.lastReadMs = nowMs
    return { ARN: secret.arn, Name: secret.name, VersionId: id, SecretString: version.value, VersionStages: [...version.stages] } // prettier-ignore
  },
  PutSecretValue: (secret, { world, input }) => {
    const { ClientRequestToken: token, SecretString: value, VersionStages: stages = ['AWSCURRENT'] } = input // prettier-ignore
    if (typeof token !== 'string' || token.length < 32 || token.length > 64) return invalid('ClientRequestToken') // prettier-ignore
    if (typeof value !== 'string' || !Array.isArray(stages)) return invalid('SecretString')
    const former = secret.versions.get(token)
    if (former !== undefined && former.value !== value) return refusal(400, 'ResourceExistsException') // prettier-ignore
    if (former === undefined) {
      for (const { stages: others } of secret.versions.values()) for (const stage of stages as string[]) others.delete(stage) // prettier-ignore
      secret.versions.set(token, { value, stages: new Set(stages as string[]) })
      world.effects.push({ what: 'staged', id: `${secret.name}/${token}` })
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: stages as string[] } // prettier-ignore
  },
  UpdateSecretVersionStage: (secret, { world, input }) => {
    const { VersionStage: stage, MoveToVersionId: to, RemoveFromVersionId: from } = input as Record<string, string | undefined> // prettier-ignore
    if (!stage) return invalid('VersionStage')
    const holder = versionWith(secret, stage)
    const isNamed = holder === undefined || holder === from || to === holder
    if (!isNamed || (from !== undefined && holder !== from)) return invalid(`${stage} is attached to version ${holder}`) // prettier-ignore
    if (to !== undefined && !secret.versions.has(to)) return noResource()
    if (from !== undefined) secret.versions.get(from)!.stages.delete(stage)
    if (to !== undefined) secret.versions.get(to)!.stages.add(stage)
    // With AWSCURRENT the label of the version before moves by itself.
    if (stage === 'AWSCURRENT' && from !== undefined && to !== undefined) {
      for (const { stages } of secret.versions.values()) stages.delete('AWSPREVIOUS')
      secret.versions.get(from)!.stages.add('AWSPREVIOUS')
    }
    world.effects.push({ what: 'stage-moved', id: `${secret.name}/${stage}/${to ?? 'none'}` })
    return { ARN: secret.arn, Name: secret.name }
  },
  RotateSecret: (secret, { world, input }) => {
    if (!secret.rotates) return refusal(400, 'InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.') // prettier-ignore
    const token = String(input['ClientRequestToken'])
    if (!secret.versions.has(token)) {
      secret.versions.set(token, { value: '', stages: new Set(['AWSPENDING']) })
      world.effects.push({ what: 'rotation-begun', id: `${secret.name}/${token}` })
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: token }
  },
}

export function versionWith(secret: SimulatedSecret, stage: string): string | undefined {
  return [...secret.versions].find(([, { stages }]) => stages.has(stage))?.[0]
}
