import { expect, test } from 'vitest'
import { Desks } from '../../src/incident/desks.ts'

const signal = new AbortController().signal

test('never more than there are desks, in the order in which they came', async () => {
  const desks = new Desks(2)
  const began: number[] = []
  let [atWork, most] = [0, 0]
  const work = async (number: number) => {
    await desks.take()
    began.push(number)
    most = Math.max(most, ++atWork)
    await Promise.resolve()
    atWork--
    desks.give()
  }
  await Promise.all([0, 1, 2, 3, 4].map(work))
  expect({ most, began }).toEqual({ most: 2, began: [0, 1, 2, 3, 4] })
})

test('who sleeps keeps nobody waiting, and gets a desk again before he goes on', async () => {
  const desks = new Desks(1)
  const told: string[] = []
  let wake = () => {}
  const sleeping = new Promise<void>((resolve) => (wake = resolve))
  const clock = desks.lendWhileAsleep({ now: () => 7, sleep: () => sleeping })
  const first = async () => {
    await desks.take()
    told.push('first sleeps')
    await clock.sleep(1, signal)
    told.push('first is back')
    desks.give()
  }
  const second = async () => {
    await desks.take()
    told.push('second')
    wake()
    await Promise.resolve()
    told.push('second is through')
    desks.give()
  }
  await Promise.all([first(), second()])
  expect(told).toEqual(['first sleeps', 'second', 'second is through', 'first is back'])
  expect(clock.now()).toBe(7)
})

test('who is woken by an interrupt has his desk, too', async () => {
  const desks = new Desks(1)
  await desks.take()
  const broken = desks.lendWhileAsleep({ now: () => 0, sleep: () => Promise.reject(new Error('interrupted')) }) // prettier-ignore
  await expect(broken.sleep(1, signal)).rejects.toThrow('interrupted')
  let isTaken = false
  const next = desks.take().then(() => (isTaken = true))
  await Promise.resolve()
  expect(isTaken).toBe(false)
  desks.give()
  await next
})
