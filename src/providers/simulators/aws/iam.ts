import { refusal, type AwsRefusal, type XmlValue } from './answers.ts'
import { mayDo, type Caller } from './authorize.ts'
import { changeKey, keysOf, newKey, stampOf, type AwsWorld, type SimulatedHolder, type SimulatedKey } from './world.ts' // prettier-ignore

export interface IamRequest {
  readonly world: AwsWorld
  readonly caller: Caller
  readonly input: Readonly<Record<string, string>>
  readonly nowMs: number
}

type Result = XmlValue | { readonly refusal: AwsRefusal }
type Operation = (request: IamRequest) => Result

const none = undefined

function noEntity(what: string): { refusal: AwsRefusal } {
  return refusal(404, 'NoSuchEntity', `The ${what} cannot be found.`)
}

/** Of the user that is named, or the caller's own. */
function onUser(run: (user: SimulatedHolder, request: IamRequest) => Result): Operation {
  return (request) => {
    const name = request.input['UserName'] ?? (request.caller.type === 'user' ? request.caller.holder.name : '') // prettier-ignore
    const user = request.world.users.get(name)
    return user === undefined ? noEntity(`user with name ${name}`) : run(user, request)
  }
}

function onRole(run: (role: SimulatedHolder, request: IamRequest) => Result): Operation {
  return (request) => {
    const role = request.world.roles.get(request.input['RoleName'] ?? '')
    return role === undefined ? noEntity('role') : run(role, request)
  }
}

function onKey(run: (key: SimulatedKey, request: IamRequest) => Result): Operation {
  return onUser((user, request) => {
    const id = request.input['AccessKeyId']
    const key = keysOf(request.world, user.name).find((one) => one.id === id)
    return key === undefined ? noEntity(`Access Key with id ${id}`) : run(key, request)
  })
}

const getPolicy = (holder: SimulatedHolder, { input, world }: IamRequest): Result => {
  const policy = holder.inline.get(input['PolicyName'] ?? '')
  if (policy === undefined) return noEntity(`policy with name ${input['PolicyName']}`)
  const name = world.users.has(holder.name) ? { UserName: holder.name } : { RoleName: holder.name }
  return { ...name, PolicyName: policy.name, PolicyDocument: encodeURIComponent(policy.document) }
}

const putPolicy = (holder: SimulatedHolder, { input, world, nowMs }: IamRequest): Result => {
  const { PolicyName: name, PolicyDocument: document } = input
  if (!name || !document) return refusal(400, 'ValidationError')
  try {
    JSON.parse(document)
  } catch {
    return refusal(400, 'MalformedPolicyDocument')
  }
  // The same once more changes nothing.
  if (holder.inline.get(name)?.document === document) return none
  holder.inline.set(name, { name, document, sinceMs: nowMs })
  world.effects.push({ what: 'policy-put', id: `${holder.name}/${name}` })
  return none
}

const deletePolicy = (holder: SimulatedHolder, { input, world }: IamRequest): Result => {
  const name = input['PolicyName'] ?? ''
  if (!holder.inline.delete(name)) return noEntity(`policy with name ${name}`)
  world.effects.push({ what: 'policy-deleted', id: `${holder.name}/${name}` })
  return none
}

const keyMax = 2
const policyMax = 10

/** Operations of https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html that are played. */
export const iamOperations: Readonly<Record<string, Operation>> = {
  GetAccessKeyLastUsed: ({ world, input }) => {
    const key = world.keys.find(({ id, isDeleted }) => id === input['AccessKeyId'] && !isDeleted)
    if (key === undefined) return noEntity(`Access Key with id ${input['AccessKeyId']}`)
    const used = key.lastUsed
    const where = used === undefined ? { ServiceName: 'N/A', Region: 'N/A' } : { LastUsedDate: stampOf(used.atMs), ServiceName: used.service, Region: used.region } // prettier-ignore
    return { UserName: key.user, AccessKeyLastUsed: where }
  },
  ListAccessKeys: onUser(({ name }, { world }) => ({
    IsTruncated: false,
    UserName: name,
    AccessKeyMetadata: keysOf(world, name).map((key) => ({ UserName: name, AccessKeyId: key.id, Status: key.status, CreateDate: stampOf(key.createdMs) })), // prettier-ignore
  })),
  UpdateAccessKey: onKey((key, { world, input, nowMs }) => {
    const status = input['Status']
    if (status !== 'Active' && status !== 'Inactive') return refusal(400, 'ValidationError')
    if (key.status === status) return none
    changeKey(key, { status }, nowMs)
    world.effects.push({ what: status === 'Active' ? 'activated' : 'deactivated', id: key.id })
    return none
  }),
  DeleteAccessKey: onKey((key, { world, nowMs }) => {
    changeKey(key, { isDeleted: true }, nowMs)
    world.effects.push({ what: 'deleted', id: key.id })
    return none
  }),
  CreateAccessKey: onUser(({ name }, { world, nowMs }) => {
    if (keysOf(world, name).length >= keyMax) return refusal(409, 'LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${keyMax}`) // prettier-ignore
    const key = newKey(world, name, nowMs)
    world.effects.push({ what: 'created', id: key.id })
    return { AccessKey: { UserName: name, AccessKeyId: key.id, Status: key.status, SecretAccessKey: key.secret, CreateDate: stampOf(nowMs) } } // prettier-ignore
  }),
  AttachUserPolicy: onUser((user, { world, input, nowMs }) => {
    const arn = input['PolicyArn'] ?? ''
    if (!world.policies.has(arn)) return noEntity(`policy ${arn}`)
    if (user.attached.has(arn)) return none
    if (user.attached.size >= policyMax) return refusal(409, 'LimitExceeded')
    user.attached.set(arn, nowMs)
    world.effects.push({ what: 'attached', id: `${user.name}/${arn}` })
    return none
  }),
  DetachUserPolicy: onUser((user, { world, input }) => {
    const arn = input['PolicyArn'] ?? ''
    if (!user.attached.delete(arn)) return noEntity(`policy ${arn}`)
    world.effects.push({ what: 'detached', id: `${user.name}/${arn}` })
    return none
  }),
  ListAttachedUserPolicies: onUser(({ attached }) => ({
    IsTruncated: false,
    AttachedPolicies: [...attached.keys()].map((arn) => ({ PolicyName: arn.split('/').at(-1)!, PolicyArn: arn })), // prettier-ignore
  })),
  ListUserPolicies: onUser(({ inline }) => ({ IsTruncated: false, PolicyNames: [...inline.keys()] })), // prettier-ignore
  GetUserPolicy: onUser(getPolicy),
  PutUserPolicy: onUser(putPolicy),
  DeleteUserPolicy: onUser(deletePolicy),
  GetRolePolicy: onRole(getPolicy),
  PutRolePolicy: onRole(putPolicy),
  DeleteRolePolicy: onRole(deletePolicy),
  ListGroupsForUser: onUser(({ groups }) => ({ IsTruncated: false, Groups: groups.map((name) => ({ GroupName: name })) })), // prettier-ignore
  ListUserTags: onUser(({ tags }) => ({ IsTruncated: false, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) })), // prettier-ignore
  GetUser: onUser(({ name }, { world }) => ({ User: { UserName: name, Arn: `arn:aws:iam::${world.account}:user/${name}` } })), // prettier-ignore
  GetRole: onRole(({ name }, { world }) => ({ Role: { RoleName: name, Arn: `arn:aws:iam::${world.account}:role/${name}` } })), // prettier-ignore
  ListUsers: ({ world, input }) => {
    const most = Number(input['MaxItems'] ?? 100)
    const names = [...world.users.keys()]
    const rest = names.length > most ? { IsTruncated: true, Marker: names[most]! } : { IsTruncated: false } // prettier-ignore
    return { ...rest, Users: names.slice(0, most).map((name) => ({ UserName: name, Arn: `arn:aws:iam::${world.account}:user/${name}` })) } // prettier-ignore
  },
  SimulatePrincipalPolicy: ({ world, input }) => {
    const [, type, name] = /:(user|role)\/([\w+=,.@-]+)$/.exec(input['PolicySourceArn'] ?? '') ?? []
    const holder = (type === 'user' ? world.users : world.roles).get(name ?? '')
    if (holder === undefined) return noEntity('policy source')
    const actions = Object.entries(input).filter(([field]) => /^ActionNames\.member\.\d+$/.test(field)) // prettier-ignore
    if (actions.length === 0) return refusal(400, 'ValidationError')
    return {
      IsTruncated: false,
      EvaluationResults: actions.map(([, action]) => ({ EvalActionName: action, EvalDecision: mayDo(holder, action) ? 'allowed' : 'implicitDeny' })), // prettier-ignore
    }
  },
}
