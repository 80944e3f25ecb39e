// SPDX-License-Identifier: Apache-2.0

import CKernelProbe
import Testing

/// The limb bounds of both arithmetics, proved by pushing intervals through the formulas themselves.
@Suite struct BoundsTests {
  typealias Probe =
    @convention(c) (Int32, UnsafeMutablePointer<UnsafePointer<CChar>?>?)
    -> Int32
  static let probes: [(name: String, probe: Probe)] = [
    ("integer", ml_probe_intervals_integer), ("double", ml_probe_intervals_double),
  ]

  private func run(_ probe: Probe, _ plant: Int32) -> (faults: Int32, what: String) {
    var what: UnsafePointer<CChar>?
    let faults = probe(plant, &what)
    return (faults, what.map { String(cString: $0) } ?? "")
  }

  @Test func `no intermediate of any formula can exceed what its form holds exactly`() {
    for (name, probe) in Self.probes {
      let result = run(probe, 0)
      #expect(result.faults == 0, "\(name): \(result.what)")
    }
  }

  @Test func `every planted mistake is found`() {
    for (name, probe) in Self.probes {
      for plant in 1...Int32(ML_PROBE_PLANTS) {
        #expect(run(probe, plant).faults > 0, "\(name), mistake \(plant)")
      }
    }
  }
}
