import type { AnswerFacts, Subject } from '../../../incident/adapter.ts'
import { StanchError } from '../../../text/error.ts'
import { readAwsCredentials, type AwsCredentials, type AwsCredentialSource } from '../../aws/aws-credentials.ts' // prettier-ignore
import { AwsCaller } from '../../aws/aws-caller.ts'
import type { AwsSigningKeys } from '../../aws/sign-aws-request.ts'
import { regionOf } from '../../aws/aws-regions.ts'
import { credentialPlaceOf } from '../../aws/credential-place-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { leakedKeyOf } from './leaked-key.ts'

/** Opens callers: one that acts, and others that try what leaked. */
export class AwsActing {
  readonly setting: AdapterSetting
  readonly region: string
  /** For people: whose credentials act. */
  readonly place: string
  /** What is lacking for acting at all. */
  readonly missing: readonly string[]
  #source: Promise<AwsCredentialSource> | undefined
  readonly #operatorKeys: AwsSigningKeys = new Map()

  constructor(setting: AdapterSetting) {
    this.setting = setting
    this.region = regionOf(setting.env)
    const place = credentialPlaceOf(setting.env)
    this.place = place ?? 'AWS credentials of this machine, of which there are none'
    this.missing = place === undefined ? ['AWS credentials of an operator: AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'] : [] // prettier-ignore
  }

  /**
   * The operator's. What leaked never acts, even where it lies in the operator's own profile.
   *
   * @returns what is wrong, as an outcome, where there are none, or they are the ones that leaked
   */
  async callerFor(subject: Subject): Promise<{ caller: AwsCaller } | { outcome: Refused }> {
    try {
      this.#source ??= readAwsCredentials(this.setting.env)
      const credentials = await this.#source
      if ((await credentials()).accessKeyId === leakedKeyOf(subject).id)
        return refused('the acting credentials are the leaked ones: set AWS_PROFILE to an operator’s, or plan the step that acts as the leaked key itself') // prettier-ignore
      return { caller: this.#open(credentials, this.#operatorKeys) }
    } catch (error) {
      this.#source = undefined
      if (error instanceof StanchError) return refused(error.message.split('\n')[0]!)
      throw error
    }
  }

  /** Tries what leaked, or what is to take its place. */
  as(credentials: AwsCredentials): AwsCaller {
    return this.#open(() => Promise.resolve(credentials), new Map())
  }

  #open(credentials: AwsCredentialSource, keys: AwsSigningKeys): AwsCaller {
    const { http, env, clock } = this.setting
    return new AwsCaller({ http, env, clock, region: this.region, credentials, keys })
  }
}

type Refused = AnswerFacts & { readonly result: 'refused' }

export function refused(detail: string): { outcome: Refused } {
  return { outcome: { result: 'refused', detail } }
}
