import { StanchError } from '../../../text/error.ts'
import type { AwsClient } from './aws-client.ts'
import { callJson, jsonPages } from './call-json.ts'

/** Of `DescribeParameters`; times in seconds since 1970. */
export interface ListedParameter {
  readonly Name: string
  readonly ARN?: string
  /** `SecureString`, `String`, `StringList`. */
  readonly Type?: string
  readonly Description?: string
  readonly LastModifiedDate?: number
  readonly Version?: number
  readonly Policies?: readonly { readonly PolicyType?: string; readonly PolicyText?: string }[]
}

export interface ParameterValue {
  readonly Name?: string
  readonly ARN?: string
  readonly Version?: number
  readonly Value: string
}

/** Newest first, or the name of an error. */
export type ValuesOfParameter = readonly ParameterValue[] | { readonly error: string }

/**
 * Reads the values of up to 10 parameters. One whose key is refused makes the call for all of them fail, so they are then
 * asked for one by one.
 *
 * @returns by name
 */
export async function readParameterValues(
  client: AwsClient,
  parameters: readonly ListedParameter[],
  values: 'current' | 'history' | 'none',
): Promise<ReadonlyMap<string, ValuesOfParameter>> {
  const names = parameters.map(({ Name }) => Name)
  if (values === 'none' || names.length === 0) return new Map()
  const found = new Map<string, ValuesOfParameter>()
  if (values === 'history') {
    for (const name of names) found.set(name, await readHistory(client, name))
    return found
  }
  const { data, error } = await callJson(client, 'GetParameters', { Names: names, WithDecryption: true }) // prettier-ignore
  if (error !== undefined && names.length > 1) {
    for (const parameter of parameters)
      for (const [name, value] of await readParameterValues(client, [parameter], 'current'))
        found.set(name, value)
    return found
  }
  for (const name of names) found.set(name, { error: error ?? 'ParameterNotFound' })
  for (const value of (data?.['Parameters'] ?? []) as readonly ParameterValue[])
    if (value.Name !== undefined) found.set(value.Name, [value])
  return found
}

async function readHistory(client: AwsClient, name: string): Promise<ValuesOfParameter> {
  const history: ParameterValue[] = []
  const input = { Name: name, WithDecryption: true, MaxResults: 50 }
  const paging = {
    items: 'Parameters',
    orThrow: (error: string) => new StanchError(callRefused, error),
  }
  try {
    for await (const page of jsonPages(client, 'GetParameterHistory', input, paging))
      history.push(...(page as readonly ParameterValue[]))
  } catch (error) {
    if (error instanceof StanchError && error.code === callRefused) return { error: error.message }
    throw error
  }
  return history.sort((left, right) => (right.Version ?? 0) - (left.Version ?? 0))
}

const callRefused = 'AWS_CALL_REFUSED'

export interface ParameterTags {
  readonly tags: Readonly<Record<string, string>>
  /** Its name, when they could not be read. */
  readonly error?: string
}

export async function readParameterTags(client: AwsClient, name: string): Promise<ParameterTags> {
  const input = { ResourceType: 'Parameter', ResourceId: name }
  const { data, error } = await callJson(client, 'ListTagsForResource', input)
  if (error !== undefined) return { tags: {}, error }
  const tags = (data['TagList'] ?? []) as readonly { Key?: string; Value?: string }[]
  return { tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])) }
}
