import type { StorePlace } from '../adapter-setting.ts'

/** Where a secret of Secrets Manager is. */
export interface SecretPlace {
  /** Where the path tells it. */
  readonly account: string | undefined
  readonly region: string
  readonly name: string
}

/**
 * Of an inventory’s path `<account>/<region>/<name>`, `<region>/<name>`, an ARN, or a mere name.
 *
 * @param region where the path has none
 */
export function secretPlaceOf({ path = '' }: StorePlace, region: string): SecretPlace | undefined {
  const arn = /^arn:[\w-]+:secretsmanager:([\w-]+):(\d{12}):secret:(.+)$/.exec(path)
  if (arn) return { account: arn[2], region: arn[1]!, name: path }
  const parts = /^(?:(\d{12})\/)?([a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2})\/([^#]+)/.exec(path)
  if (parts) return { account: parts[1], region: parts[2]!, name: parts[3]! }
  const name = /^[\w/+=.@-]{1,512}/.exec(path)?.[0]
  return name === undefined ? undefined : { account: undefined, region, name }
}
