// SPDX-License-Identifier: Apache-2.0

import Sessions
import Testing

@Suite struct DeadlineQueueTests {
  @Test func `timers come in order of time, then subject, one a subject, moved and taken back`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Random(state: seed)
    var queue = DeadlineQueue(capacity: 40)
    var naive: [UInt32: UInt64] = [:]
    var now: UInt64 = 0
    for step in 0..<20_000 {
      let subject = UInt32(random.next() % 40)
      switch random.next() % 8 {
      case 0..<5:
        naive[subject] = now + random.next() % 30
        queue.set(Deadline(due: naive[subject]!, subject: subject))
      case 5:
        naive[subject] = nil
        queue.remove(subject)
      default:
        now += random.next() % 4
        if let first = queue.first { queue.remove(first.subject) }
        if let first = naive.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
          naive[first.key] = nil
        }
      }
      let expected = naive.min { ($0.value, $0.key) < ($1.value, $1.key) }
      let (first, count) = (queue.first, queue.count)
      #expect(
        first?.due == expected?.value && first?.subject == expected?.key
          && count == naive.count, "seed \(seed), step \(step)")
    }
  }

  @Test func `every subject has room for its timer`() {
    var queue = DeadlineQueue(capacity: 3)
    for _ in 0..<2 {
      for subject in 0..<3 as Range<UInt32> { queue.set(Deadline(due: 5, subject: subject)) }
    }
    for subject in 0..<3 as Range<UInt32> {
      let first = queue.first
      #expect(first?.subject == subject)
      queue.remove(subject)
    }
    let isEmpty = queue.first == nil && queue.count == 0
    #expect(isEmpty)
  }
}
