// SPDX-License-Identifier: Apache-2.0

import Sessions
import Testing

@Suite struct DeadlineQueueTests {
  @Test func `timers fire in order of time, then subject, and none early`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Random(state: seed)
    var queue = DeadlineQueue(capacity: 40)
    var naive: [(due: UInt64, subject: UInt32)] = []
    var now: UInt64 = 0
    for step in 0..<20_000 {
      if random.next() % 2 == 0 {
        let timer = (due: now + random.next() % 30, subject: UInt32(random.next() % 9))
        let isAdded = queue.add(Deadline(due: timer.due, subject: timer.subject))
        #expect(isAdded == (naive.count < 40), "seed \(seed), step \(step)")
        if isAdded { naive.append(timer) }
      } else {
        now += random.next() % 4
        let first = naive.indices.min { naive[$0] < naive[$1] }
        let expected = first.flatMap { naive[$0].due <= now ? naive.remove(at: $0) : nil }
        let taken = queue.takeDue(now)
        #expect(
          taken?.due == expected?.due && taken?.subject == expected?.subject,
          "seed \(seed), step \(step)")
      }
      let count = queue.count
      #expect(count == naive.count)
    }
  }
}
