// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Latency

/// Trials on request, for `bench compare`: a line in is a rate and seconds, a line out is a result.
///
///     ▶ 1000 0.25          ◀ {"valid":true, …}          end of input: the end
enum PathRequests {
  static func serve(_ venue: PathVenue, _ plan: PathPlan) throws -> Int32 {
    answer("ready")
    while let line = readLine() {
      let parts = line.split(separator: " ").compactMap { Double($0) }
      guard parts.count == 2, parts[0] > 0, parts[1] > 0 else {
        throw UsageError("a request is a rate and seconds, not \"\(line)\"")
      }
      var options = PathTrialOptions(
        Arrivals(
          plan.shape, rate: parts[0], nanoseconds: UInt64(parts[1] * 1e9), seed: plan.venue.seed))
      options.signing = plan.signing
      options.ownProcesses = venue.ownProcesses
      var observer = LoadObserver()
      observer.tick = { venue.tick() }
      let result = try venue.client.measure(options, observer)
      answer(result.json(run: ""))
    }
    return 0
  }

  private static func answer(_ line: String) {
    let text = Array("\(line)\n".utf8)
    var sent = 0
    while sent < text.count {
      let count = unsafe text[sent...].withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      sent += count
    }
  }
}
