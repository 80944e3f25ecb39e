// SPDX-License-Identifier: Apache-2.0

import Venue
import WireFormat

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
      var difference = difference(found, expected)
      if difference == nil && !engine.isConserved { difference = "money or lots are not conserved" }
      if difference == nil && (number % 20 == 0 || number + 1 == records) {
        difference = self.difference(engine, model)
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
    for case .logonAnswered(_, let reply, _) in outputs {
      if let code = reply.codeValue { codes[code, default: 0] += 1 }
    }
  }

  private func difference(_ found: [Output], _ expected: [Output]) -> String? {
    if found == expected { return nil }
    for place in 0..<max(found.count, expected.count) {
      let one = place < found.count ? found[place] : nil
      let other = place < expected.count ? expected[place] : nil
      if one == other { continue }
      return """
        output \(place) is \(one.map { "\($0)" } ?? "none"),
        expected \(other.map { "\($0)" } ?? "none")
        """
    }
    return "outputs differ"
  }

  private func difference(_ engine: Engine, _ model: NaiveVenue) -> String? {
    if let place = engine.missing.first { return "\(place) was removed and never there" }
    let expected = model.state()
    if engine.state == expected { return nil }
    for place in Set(engine.state.keys).union(expected.keys).sorted() {
      if engine.state[place] == expected[place] { continue }
      return """
        the state at \(place) is \(engine.state[place].map { "\($0)" } ?? "none"),
        expected \(expected[place].map { "\($0)" } ?? "none")
        """
    }
    return "states differ"
  }
}
