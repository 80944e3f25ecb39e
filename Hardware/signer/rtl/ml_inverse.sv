// SPDX-License-Identifier: Apache-2.0
// Inverse modulo 2^255 - 19 by division steps (Bernstein, Yang: "Fast constant-time gcd computation
// and modular inversion"; the variant that starts at one half and needs 590 steps for 256-bit numbers).
//
//   f, g = p, z     d, e = 0, 1     always d z = f and e z = g modulo p, up to the powers of two
//   g odd and zeta < 0:  f, g = g, (g - f) / 2   zeta = -zeta - 2
//   otherwise:           g = (g + (g odd) f) / 2  zeta = zeta - 1
//
// d, e follow, halved modulo p: an odd sum takes p of the sign opposite to its own, judged by its top
// bits alone, which keeps |d|, |e| <= p. At the end f is 1 or -1 and f d the inverse. The inverse of 0 is 0
// or p. The same number of cycles for every number: 590 / StepsPerCycle + 2.
module ml_inverse
  import ml_microcode_pkg::*;
#(
  parameter int unsigned StepsPerCycle = ml_microcode_pkg::InverseSteps
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         clear_i,
  input  logic         start_i,
  input  logic [255:0] z_i,
  output logic         busy_o,
  output logic [255:0] res_o
);

  localparam int unsigned Steps = 590;
  localparam int unsigned Cycles = Steps / StepsPerCycle;
  localparam int unsigned W = 258;

  typedef struct packed {
    logic signed [W-1:0] f;
    logic signed [W-1:0] g;
    logic signed [W-1:0] d;
    logic signed [W-1:0] e;
    logic signed [10:0]  zeta;
  } state_t;

  localparam logic signed [W-1:0] Prime = {3'b0, FieldPrime};

  // (x + y * yes) / 2 modulo p, for |x|, |y| <= p.
  function automatic logic signed [W-1:0] halve_sum(
      logic signed [W-1:0] x, logic signed [W-1:0] y);
    logic signed [7:0] estimate;
    logic signed [W-1:0] prime;
    logic odd;
    estimate = 8'(signed'(x[W-1:W-7])) + 8'(signed'(y[W-1:W-7]));
    odd = x[0] ^ y[0];
    prime = !odd ? '0 : (estimate < 0 ? Prime : -Prime);
    return (x + y + prime) >>> 1;
  endfunction

  function automatic state_t step(state_t s);
    state_t n;
    logic swap;
    logic signed [W-1:0] f_part, d_part;
    swap = s.g[0] & s.zeta[10];
    f_part = !s.g[0] ? '0 : (swap ? -s.f : s.f);
    d_part = !s.g[0] ? '0 : (swap ? -s.d : s.d);
    n.zeta = swap ? -s.zeta - 11'sd2 : s.zeta - 11'sd1;
    n.f = swap ? s.g : s.f;
    n.d = swap ? s.e : s.d;
    n.g = (s.g + f_part) >>> 1;
    n.e = halve_sum(s.e, d_part);
    return n;
  endfunction

  state_t       state_q;
  logic         busy_q, last_q;
  logic [9:0]   count_q;
  logic [255:0] res_q;

  function automatic state_t steps(state_t s);
    state_t n;
    n = s;
    for (int unsigned k = 0; k < StepsPerCycle; k++) n = step(n);
    return n;
  endfunction

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      last_q <= 1'b0;
      count_q <= '0;
    end else if (clear_i) begin
      busy_q <= 1'b0;
      last_q <= 1'b0;
      count_q <= '0;
    end else begin
      last_q <= busy_q && count_q == 10'(Cycles - 1);
      if (start_i) begin
        busy_q <= 1'b1;
        count_q <= '0;
      end else if (busy_q) begin
        count_q <= count_q + 10'd1;
        if (count_q == 10'(Cycles - 1)) busy_q <= 1'b0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (clear_i) begin
      state_q <= '0;
      res_q <= '0;
    end else if (start_i) begin
      state_q.f <= Prime;
      state_q.g <= {2'b0, z_i};
      state_q.d <= '0;
      state_q.e <= W'(1);
      state_q.zeta <= -11'sd1;
    end else if (busy_q) begin
      state_q <= steps(state_q);
    end
    if (last_q && !clear_i) res_q <= 256'(Prime + (state_q.f[W-1] ? -state_q.d : state_q.d));
  end

  assign busy_o = busy_q | last_q;
  assign res_o = res_q;

endmodule
