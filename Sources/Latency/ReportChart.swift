// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A chart as SVG, to stand in a page whose style sheet gives the colours: class `s0` … `s9` for series.
struct ReportChart {
  struct Scale {
    var low: Double
    var high: Double
    var isLog = false
    /// Where the scale lies, in the picture's units.
    var from: Double
    var to: Double

    func place(_ value: Double) -> Double {
      let share: Double
      if isLog {
        let v = max(value, low)
        share = (log10(v) - log10(low)) / max(1e-9, log10(high) - log10(low))
      } else {
        share = (value - low) / max(1e-9, high - low)
      }
      return from + (to - from) * min(max(share, 0), 1)
    }
  }

  static let width = 720.0
  static let height = 340.0
  static let left = 74.0
  static let right = 84.0
  static let top = 16.0
  static let bottom = 46.0

  var title: String
  var body = ""
  let x: Scale
  let y: Scale

  init(
    title: String, x: (low: Double, high: Double, isLog: Bool),
    y: (low: Double, high: Double, isLog: Bool)
  ) {
    self.title = title
    self.x = Scale(
      low: x.low, high: x.high, isLog: x.isLog, from: Self.left, to: Self.width - Self.right)
    self.y = Scale(
      low: y.low, high: y.high, isLog: y.isLog, from: Self.height - Self.bottom, to: Self.top)
  }

  /// A logarithmic scale of times that holds all of them, from and to a round figure.
  static func times(_ values: [UInt64]) -> (low: Double, high: Double, isLog: Bool) {
    let low = Double(max(1, values.min() ?? 1_000))
    let high = Double(max(2, values.max() ?? 1_000_000))
    let bottom = pow(10, floor(log10(low)))
    var top = pow(10, ceil(log10(high)))
    if top <= bottom { top = bottom * 10 }
    return (bottom, top, true)
  }

  mutating func yTimes() {
    var decade = y.low
    while decade <= y.high * 1.001 {
      let at = y.place(decade)
      body +=
        "<line class=\"grid\" x1=\"\(n(x.from))\" x2=\"\(n(x.to))\" y1=\"\(n(at))\" y2=\"\(n(at))\"/>"
      body +=
        "<text class=\"tick\" text-anchor=\"end\" x=\"\(n(x.from - 8))\" y=\"\(n(at + 4))\">"
        + "\(shortTime(decade))</text>"
      decade *= 10
    }
  }

  mutating func xTick(_ value: Double, _ label: String) {
    let at = x.place(value)
    body +=
      "<line class=\"axis\" x1=\"\(n(at))\" x2=\"\(n(at))\" y1=\"\(n(y.from))\" y2=\"\(n(y.from + 5))\"/>"
    body +=
      "<text class=\"tick\" text-anchor=\"middle\" x=\"\(n(at))\" y=\"\(n(y.from + 19))\">"
      + "\(escaped(label))</text>"
  }

  mutating func xName(_ name: String) {
    body +=
      "<text class=\"name\" text-anchor=\"middle\" x=\"\(n((x.from + x.to) / 2))\" "
      + "y=\"\(n(Self.height - 6))\">\(escaped(name))</text>"
    body +=
      "<line class=\"axis\" x1=\"\(n(x.from))\" x2=\"\(n(x.to))\" y1=\"\(n(y.from))\" y2=\"\(n(y.from))\"/>"
  }

  /// A line through points, named at its end; `dots` marks each point, hollow where it does not count.
  mutating func line(
    _ points: [(x: Double, y: Double, tip: String, counts: Bool)], series: Int, name: String,
    dots: Bool, labels: inout [(at: Double, series: Int, name: String)]
  ) {
    if points.isEmpty { return }
    let path = points.enumerated().map { index, p in
      "\(index == 0 ? "M" : "L")\(n(x.place(p.x))) \(n(y.place(p.y)))"
    }.joined()
    body += "<path class=\"line s\(series)\" d=\"\(path)\"/>"
    if dots {
      for p in points {
        body +=
          "<circle class=\"dot s\(series)\(p.counts ? "" : " hollow")\" r=\"4.5\" "
          + "cx=\"\(n(x.place(p.x)))\" cy=\"\(n(y.place(p.y)))\"><title>\(escaped(p.tip))</title></circle>"
      }
    }
    labels.append((y.place(points[points.count - 1].y), series, name))
  }

  /// Names at the lines' right ends, moved apart where they would lie on one another.
  mutating func names(_ labels: [(at: Double, series: Int, name: String)]) {
    var last = -100.0
    for label in labels.sorted(by: { $0.at < $1.at }) {
      let at = max(label.at, last + 15)
      last = at
      body +=
        "<text class=\"label t\(label.series)\" x=\"\(n(x.to + 9))\" y=\"\(n(at + 4))\">"
        + "\(escaped(label.name))</text>"
    }
  }

  var svg: String {
    "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" "
      + "aria-label=\"\(escaped(title))\" xmlns=\"http://www.w3.org/2000/svg\">\(body)</svg>"
  }

  func n(_ value: Double) -> String { fixed(value, 1).replacing(",", with: "") }
}

/// A round time for a scale: 1 µs, 100 ms.
func shortTime(_ nanoseconds: Double) -> String {
  switch nanoseconds {
  case ..<1e3: "\(Int(nanoseconds.rounded())) ns"
  case ..<1e6: "\(Int((nanoseconds / 1e3).rounded())) µs"
  case ..<1e9: "\(Int((nanoseconds / 1e6).rounded())) ms"
  default: "\(Int((nanoseconds / 1e9).rounded())) s"
  }
}

/// Text for a page.
func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
