// SPDX-License-Identifier: Apache-2.0

import Gateway
import Memory
import Testing

@testable import Appliance

extension ApplianceRuns {
  @Suite(.serialized) struct DeterminismTests {
    /// The same flow under other threads and lanes gives the same log and the same state. (Debug
    /// against release, and processes, are compared by Tools/check-runs.)
    @Test func `log and state do not depend on threads or verify lanes`() throws {
      var seen: Set<String> = []
      for (topology, lanes) in [(Topology.soft, 1), (.soft2, 3), (.threads, 2)] {
        var venue = LoadedVenue()
        venue.isFlowTimed = true
        venue.topology = topology
        venue.verifyLanes = lanes
        venue.commands = 1_500
        let outcome = try venue.run()
        #expect(outcome.venue.dropped == 0 && outcome.load.resent == 0)
        #expect(outcome.venue.trades > 20)
        seen.insert(
          outcome.venue.logHash.hexadecimal + " " + outcome.venue.stateRoot.hexadecimal + " "
            + outcome.venue.reportsDigest.hexadecimal)
        let log = try LogVerification(.directory(outcome.folder), checksSignatures: false).run()
        #expect(log.stateRoot == outcome.venue.stateRoot && log.logHash == outcome.venue.logHash)
        #expect(log.reportsDigest == outcome.venue.reportsDigest)
        #expect(log.accepted == outcome.venue.accepted && log.rejected == outcome.venue.rejected)
      }
      #expect(seen.count == 1, "\(seen)")
    }
  }
}
