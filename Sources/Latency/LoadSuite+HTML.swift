// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import HistogramFiles
internal import Telemetry

extension LoadSuite {
  /// The results as one page that needs nothing else: no script of others, no font, no network.
  public var html: String {
    var charts: [(title: String, note: String, svg: String, legend: String)] = []
    if results.count > 1 { charts.append(curve) }
    charts.append(percentiles)
    charts.append(stageStack)
    charts += [series].compactMap(\.self)
    let figures = charts.map { chart in
      """
      <figure><figcaption><h2>\(escaped(chart.title))</h2><p>\(escaped(chart.note))</p></figcaption>
      <div class="scroll">\(chart.svg)</div>\(chart.legend)
      <button type="button" class="png">PNG</button></figure>
      """
    }.joined(separator: "\n")
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title)): run \(run)</title>
      <style>\(Self.style)</style></head><body><main>
      <header><h1>\(escaped(title))</h1>
      <p class="verdict \(isValid ? "good" : "bad")">\(verdict)</p></header>
      \(tableHTML)
      \(reasonsHTML)
      \(searchHTML)
      \(figures)
      \(overloadHTML)
      <section><h2>Conditions</h2><dl>\(conditionsHTML)</dl></section>
      <footer>matchlock bench. Response times count from the planned time of sending; percentiles with fewer
      than ten values beyond them are left out; minimum and maximum are exact.</footer>
      </main><script>\(Self.script)</script></body></html>

      """
  }

  private var verdict: String {
    if isValid {
      return "Valid: \(results.count) load\(results.count == 1 ? "" : "s"), every answer checked"
    }
    let bad = results.count { !$0.isValid }
    return
      "Not valid: \(bad) of \(results.count) load\(results.count == 1 ? "" : "s"); the reasons are below"
  }

  private var tableHTML: String {
    let heads =
      ["rate"] + columns.map(\.name) + ["worst", "service p50", "answers", "BUSY", "lost", ""]
    let rows = results.map { result -> String in
      let cells =
        [shownRate(result.rate) + "/s"]
        + columns.map { shown(result.response.percentile($0.percent)) } + [
          shown(result.response.counts.highest), shown(result.service.percentile(50)),
          grouped(result.answered), grouped(result.busy), grouped(result.lost),
        ]
      return "<tr\(result.isValid ? "" : " class=\"off\"")>"
        + cells.enumerated().map {
          $0 == 0 ? "<th scope=\"row\">\($1)</th>" : "<td>\(escaped($1))</td>"
        }
        .joined() + "<td class=\"mark\">\(result.isValid ? "valid" : "invalid")</td></tr>"
    }
    return "<section><div class=\"scroll\"><table><thead><tr>"
      + heads.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead><tbody>"
      + rows.joined() + "</tbody></table></div></section>"
  }

  private var reasonsHTML: String {
    let lines = results.flatMap { result in
      result.reasons.map { "<li><b>\(shownRate(result.rate))/s</b> \(escaped($0))</li>" }
    }
    return lines.isEmpty
      ? "" : "<section class=\"reasons\"><h2>Why not</h2><ul>\(lines.joined())</ul></section>"
  }

  private var searchHTML: String {
    search.map { "<section><h2>Sustainable rate</h2><p>\(escaped($0.text))</p></section>" } ?? ""
  }

  private var overloadHTML: String {
    if overloads.isEmpty { return "" }
    let heads = [
      "load", "offered/s", "answered/s", "BUSY", "lost", "p50", "cancels p50", "cancels p99",
    ]
    let rows = overloads.map { multiple, result -> String in
      let cancels = result.kinds.first { $0.name == "cancel" }
      let cells = [
        fixed(multiple, 1) + " times", grouped(Int(result.rateSent)), grouped(Int(result.goodput)),
        grouped(result.busy), grouped(result.lost), shown(result.response.counts.percentile(50)),
        shown(cancels?.counts.percentile(50)), shown(cancels?.percentile(99)),
      ]
      return "<tr>" + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    return "<section><h2>Overload</h2><div class=\"scroll\"><table><thead><tr>"
      + heads.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead><tbody>"
      + rows.joined() + "</tbody></table></div></section>"
  }

  private var conditionsHTML: String {
    var rows = conditions
    rows.append(("on", host.line))
    if let clock = results.last?.clock { rows.append(("clock", "\(clock)")) }
    if let sum = results.last?.sum {
      rows.append(
        (
          "sum of stages",
          "\(sum.differenceMax) ns from the whole at most, of \(sum.bound) ns allowed, in "
            + "\(grouped(sum.count)) answers"
        ))
    }
    rows.append(("command", command.joined(separator: " ")))
    rows.append(("run", run))
    return rows.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }.joined()
  }

  // MARK: Charts

  private var curve: (title: String, note: String, svg: String, legend: String) {
    let shownPercents = columns.filter { [50, 99, 99.9].contains($0.percent) }
    let values = results.flatMap { result in
      shownPercents.compactMap { result.response.percentile($0.percent) }
    }
    let rateMax = results.map(\.rate).max() ?? 1
    var chart = ReportChart(
      title: "Response time by rate", x: (0, rateMax * 1.02, false), y: ReportChart.times(values))
    chart.yTimes()
    var labelled = -100.0
    for result in results.sorted(by: { $0.rate < $1.rate })
    where chart.x.place(result.rate) - labelled > 44 {
      labelled = chart.x.place(result.rate)
      chart.xTick(result.rate, shownRate(result.rate))
    }
    var labels: [(at: Double, series: Int, name: String)] = []
    for (series, column) in shownPercents.enumerated() {
      let points = results.sorted { $0.rate < $1.rate }.compactMap {
        result -> (x: Double, y: Double, tip: String, counts: Bool)? in
        guard let value = result.response.percentile(column.percent) else { return nil }
        return (
          result.rate, Double(value),
          "\(shownRate(result.rate))/s, \(column.name): \(shown(value))"
            + (result.isValid ? "" : " (invalid)"), result.isValid
        )
      }
      chart.line(points, series: series, name: column.name, dots: true, labels: &labels)
    }
    chart.names(labels)
    chart.xName("commands a second")
    return (
      "Response time by rate", "Hollow points do not count: the table says why.", chart.svg, ""
    )
  }

  private var percentiles: (title: String, note: String, svg: String, legend: String) {
    guard let result = results.last(where: \.isValid) ?? results.last else {
      return ("", "", "", "")
    }
    let lines = [("response", result.response.counts), ("service", result.service.counts)]
    let rows = lines.map { (name: $0.0, rows: PercentileTable($0.1).rows.filter { $0.level < 1 }) }
    let values = rows.flatMap { $0.rows.map(\.value) }
    let beyondMax = rows.flatMap { $0.rows.map { 1 / (1 - $0.level) } }.max() ?? 10
    var chart = ReportChart(
      title: "Percentiles", x: (1, max(10, beyondMax), true), y: ReportChart.times(values))
    chart.yTimes()
    for (label, level) in [
      ("0", 0.0), ("50 %", 0.5), ("90 %", 0.9), ("99 %", 0.99), ("99.9 %", 0.999),
      ("99.99 %", 0.9999), ("99.999 %", 0.99999),
    ] where 1 / (1 - level) <= max(10, beyondMax) * 1.01 { chart.xTick(1 / (1 - level), label) }
    var labels: [(at: Double, series: Int, name: String)] = []
    for (series, line) in rows.enumerated() {
      let points = line.rows.map {
        (
          x: 1 / (1 - $0.level), y: Double(max(1, $0.value)), tip: "", counts: true
        )
      }
      chart.line(points, series: series, name: line.name, dots: false, labels: &labels)
    }
    chart.names(labels)
    chart.xName("percentile")
    return (
      "Percentiles at \(shownRate(result.rate))/s",
      "Where the two part, commands waited to be sent: a stall was charged to those behind it.",
      chart.svg, ""
    )
  }

  private var stageStack: (title: String, note: String, svg: String, legend: String) {
    let totals = results.map { result in
      result.stages.reduce(0.0) { $0 + Double($1.counts.percentile(50) ?? 0) }
    }
    let names = results.first?.stages.map(\.name) ?? []
    // Only what can be seen stands in the legend.
    var seen: Set<Int> = []
    let most = max(1, totals.max() ?? 1)
    let bar = min(30.0, 240 / Double(max(1, results.count)))
    var body = ""
    let left = 70.0
    let width = ReportChart.width - left - 90
    for (row, result) in results.enumerated() {
      let top = 12 + Double(row) * (bar + 12)
      var at = left
      body +=
        "<text class=\"tick\" text-anchor=\"end\" x=\"\(left - 8)\" y=\"\(top + bar / 2 + 4)\">"
        + "\(shownRate(result.rate))/s</text>"
      for (series, stage) in result.stages.enumerated() {
        let value = Double(stage.counts.percentile(50) ?? 0)
        let length = value / most * width
        if length < 0.5 { continue }
        seen.insert(series)
        // Two units of the page's ground between two pieces.
        body +=
          "<rect class=\"f\(series)\" x=\"\(fixed(at, 1).replacing(",", with: ""))\" y=\"\(top)\" "
          + "width=\"\(fixed(max(0.5, length - 2), 1).replacing(",", with: ""))\" height=\"\(bar)\" rx=\"2\">"
          + "<title>\(stage.name): p50 \(shown(UInt64(value)))</title></rect>"
        at += length
      }
      body +=
        "<text class=\"label\" x=\"\(fixed(at + 6, 1).replacing(",", with: ""))\" "
        + "y=\"\(top + bar / 2 + 4)\">\(shown(UInt64(totals[row])))</text>"
    }
    let height = 20 + Double(results.count) * (bar + 12)
    let svg =
      "<svg viewBox=\"0 0 720 \(Int(height))\" role=\"img\" aria-label=\"Stages\" "
      + "xmlns=\"http://www.w3.org/2000/svg\">\(body)</svg>"
    let legend =
      "<ul class=\"legend\">"
      + names.enumerated().filter { seen.contains($0.offset) }.map {
        "<li><i class=\"b\($0.offset)\"></i>\($0.element)</li>"
      }.joined() + "</ul>"
    return (
      "Where the time goes",
      "The median of each stage, one after another, from planned time to answer.",
      svg, legend
    )
  }

  private var series: (title: String, note: String, svg: String, legend: String)? {
    guard let result = results.last(where: \.isValid) ?? results.last, result.points.count > 2
    else {
      return nil
    }
    let values = result.points.flatMap { [$0.p50, $0.max].compactMap(\.self) }
    let end = Double(result.points.last?.at ?? 1)
    var chart = ReportChart(
      title: "Over time", x: (0, end, false), y: ReportChart.times(values))
    chart.yTimes()
    let seconds = end / 1e9
    let step = seconds > 20 ? (seconds / 5).rounded() : seconds > 4 ? 1 : seconds / 4
    var at = 0.0
    while at <= seconds * 1.001 {
      chart.xTick(at * 1e9, fixed(at, step < 1 ? 2 : 0))
      at += step
    }
    var labels: [(at: Double, series: Int, name: String)] = []
    for (series, name) in ["p50", "worst"].enumerated() {
      let points = result.points.compactMap {
        point -> (x: Double, y: Double, tip: String, counts: Bool)? in
        guard let value = series == 0 ? point.p50 : point.max else { return nil }
        return (Double(point.at), Double(value), "", true)
      }
      chart.line(points, series: series, name: name, dots: false, labels: &labels)
    }
    chart.names(labels)
    chart.xName("seconds of the load at \(shownRate(result.rate))/s")
    return (
      "Over time", "Response times by the planned time, in pieces of the load.", chart.svg, ""
    )
  }

  // MARK: Page

  private static let style = """
    :root{color-scheme:light dark;--ground:#fcfcfb;--ink:#1c1b19;--soft:#6b6962;--line:#dedcd4;
    --good:#0b6b3a;--bad:#a4262c;--card:#ffffff;
    --c0:#2a66c8;--c1:#c2541a;--c2:#1a8f6f;--c3:#b0307c;--c4:#8a6d00;--c5:#5b4bb5;--c6:#3c7d1e;--c7:#8c4a34;--c8:#4a8fa8}
    @media (prefers-color-scheme:dark){:root{--ground:#171614;--ink:#eceae4;--soft:#a09d94;--line:#3a3833;
    --good:#5fc08a;--bad:#ef8a86;--card:#1f1e1b;
    --c0:#7aa7f2;--c1:#ee9a63;--c2:#55c7a5;--c3:#e484bd;--c4:#d3b64c;--c5:#a79bf0;--c6:#8cc86c;--c7:#d29a83;--c8:#8cc6dc}}
    *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
    main{max-width:940px;margin:0 auto;padding:24px 16px 48px}
    h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:0 0 4px}
    header{margin-bottom:20px}.verdict{margin:6px 0 0;font-weight:600}.good{color:var(--good)}.bad{color:var(--bad)}
    section,figure{margin:0 0 28px}figure{position:relative}figcaption p{margin:0 0 8px;color:var(--soft);font-size:.9rem}
    .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
    th,td{padding:6px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
    thead th{color:var(--soft);font-weight:500}th:first-child,td:first-child{text-align:left;padding-left:0}
    tr.off td,tr.off th{color:var(--soft)}tr.off .mark{color:var(--bad)}.mark{color:var(--good)}
    .reasons ul{margin:4px 0 0;padding-left:20px}.reasons li{overflow-wrap:anywhere}
    svg{display:block;width:100%;min-width:560px;height:auto;background:var(--ground)}
    svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}
    svg .tick,svg .name{fill:var(--soft)}svg .grid{stroke:var(--line);stroke-width:1}svg .axis{stroke:var(--soft);stroke-width:1}
    .line{fill:none;stroke-width:2;stroke-linejoin:round}.dot{stroke:var(--ground);stroke-width:2}
    .dot.hollow{fill:var(--ground)!important;stroke-width:2}
    \((0..<9).map { ".line.s\($0){stroke:var(--c\($0))}.dot.s\($0){fill:var(--c\($0))}.dot.hollow.s\($0){stroke:var(--c\($0))}svg .label.t\($0){fill:var(--c\($0))}.f\($0){fill:var(--c\($0))}.b\($0){background:var(--c\($0))}" }.joined())
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;margin:10px 0 0;padding:0;font-size:.9rem}
    .legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;vertical-align:-1px}
    .png{position:absolute;top:0;right:0;font:inherit;font-size:.8rem;color:var(--soft);background:none;
    border:1px solid var(--line);border-radius:4px;padding:2px 8px;cursor:pointer}.png:hover{color:var(--ink)}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:6px 0 0;font-size:.92rem}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}footer{color:var(--soft);font-size:.85rem}
    @media (max-width:560px){dl{grid-template-columns:1fr}dt{margin-top:6px}main{padding-top:16px}}
    @media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--good:#064;--bad:#900;
    --c0:#2a66c8;--c1:#c2541a;--c2:#1a8f6f;--c3:#b0307c;--c4:#8a6d00;--c5:#5b4bb5;--c6:#3c7d1e;--c7:#8c4a34;--c8:#4a8fa8}
    body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}
    .png{display:none}figure,section{break-inside:avoid}svg{min-width:0}.scroll{overflow:visible}
    table{font-size:9pt}th,td{padding:3px 5px}}
    """

  /// Draws a chart as a picture of twice its size, with the style that it has on the page.
  private static let script = """
    document.querySelectorAll('.png').forEach(function(b){b.onclick=function(){
    var s=b.parentNode.querySelector('svg'),c=s.cloneNode(true),v=s.viewBox.baseVal;
    var a=s.querySelectorAll('*'),d=c.querySelectorAll('*');
    for(var i=0;i<a.length;i++){var g=getComputedStyle(a[i]);
    d[i].setAttribute('style','fill:'+g.fill+';stroke:'+g.stroke+';stroke-width:'+g.strokeWidth+';font:'+g.font)}
    c.setAttribute('width',v.width);c.setAttribute('height',v.height);
    var m=new Image();m.onload=function(){var k=document.createElement('canvas');k.width=v.width*2;k.height=v.height*2;
    var x=k.getContext('2d');x.fillStyle=getComputedStyle(document.body).backgroundColor;x.fillRect(0,0,k.width,k.height);
    x.drawImage(m,0,0,k.width,k.height);var l=document.createElement('a');l.download='chart.png';l.href=k.toDataURL('image/png');l.click()};
    m.src='data:image/svg+xml;charset=utf-8,'+encodeURIComponent(new XMLSerializer().serializeToString(c))}});
    """
}
