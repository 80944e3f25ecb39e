// SPDX-License-Identifier: Apache-2.0

import Telemetry

@testable import Latency

extension ClockReport {
  /// Of a clock that nobody has used.
  static var forTests: ClockReport { Clock.start(calibrationNanoseconds: 1_000_000).check() }
}
