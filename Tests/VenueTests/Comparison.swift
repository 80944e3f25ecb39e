// SPDX-License-Identifier: Apache-2.0

import Venue
import WireFormat

@testable import NaiveRules

/// Runs one random log through the venue and through the naive one.
struct Comparison {
  /// How often each code was answered, to know that a stream met it.
  var codes: [RejectCode: Int] = [:]
  var records = 0
  var commands = 0

  /// Returns the first difference, or nil.
  mutating func run(seed: UInt64, records: Int, defect: Defect? = nil) -> String? {
    var flow = Flow(seed: seed)
    let engine = Engine(flow.genesis)
    var model = NaiveVenue(flow.genesis, defect)
    for number in 0..<records {
      let entry = flow.next(model)
      let found = engine.apply(entry)
      let expected = model.apply(engine.head, entry.body)
      count(found)
      var difference = Difference.of(found, expected)
      if difference == nil && !engine.isConserved { difference = "money or lots are not conserved" }
      if difference == nil && (number % 20 == 0 || number + 1 == records) {
        difference = Difference.of(engine, model)
      }
      if let difference {
        return "seed \(seed), record \(number), \(entry.kind): \(difference)"
      }
    }
    return nil
  }

  private mutating func count(_ outputs: [Output]) {
    records += 1
    for result in outputs.results {
      commands += 1
      if let code = result.codeValue { codes[code, default: 0] += 1 }
    }
    for case .quoteRefused(_, let refusal) in outputs {
      if let code = refusal.codeValue { codes[code, default: 0] += 1 }
    }
    for case .logonAnswered(_, let reply, _) in outputs {
      if let code = reply.codeValue { codes[code, default: 0] += 1 }
    }
  }
}
