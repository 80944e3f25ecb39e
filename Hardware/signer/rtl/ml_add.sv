// SPDX-License-Identifier: Apache-2.0
// Adder: a sum every cycle, three stages.
//
// add, sub: `a` (doubled on request) plus or minus `b`, modulo 2^256 - 38, weakly reduced; numbers
// that neither carry nor borrow come out as they are. csub: a - b when that is not negative, else a.
//
//   en_i ─ operands ─ sum ─ fold ─▶ res_o
//     0        1       2      3
module ml_add
  import ml_microcode_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         en_i,
  input  logic [1:0]   op_i,
  input  logic         double_i,
  input  logic [255:0] a_i,
  input  logic [255:0] b_i,
  output logic         valid_o,
  output logic [255:0] res_o
);

  logic [2:0]   valid_q;
  logic [1:0]   op_q, op2_q;
  logic         double_q;
  logic [255:0] a_q, b_q, kept_q;
  // Two's complement; the sum lies in -2^256 ... 3 * 2^256, its top three bits are -1 ... 2.
  logic [258:0] sum_q;
  logic [258:0] left, right;
  logic [256:0] fold_q;
  logic         fold_negative_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[1:0], en_i};
  end

  assign left = double_q ? {2'b0, a_q, 1'b0} : {3'b0, a_q};
  assign right = {3'b0, b_q};

  // 38 times the top three bits, with their sign; csub chooses instead.
  function automatic logic [257:0] fold(logic [258:0] sum, logic csub, logic [255:0] kept);
    logic [257:0] correction;
    unique case (sum[258:256])
      3'b001:  correction = 258'd38;
      3'b010:  correction = 258'd76;
      3'b111:  correction = -258'd38;
      default: correction = '0;
    endcase
    return csub ? {2'b0, sum[258] ? kept : sum[255:0]} : {2'b0, sum[255:0]} + correction;
  endfunction

  always_ff @(posedge clk_i) begin
    if (en_i) begin
      a_q <= a_i;
      b_q <= b_i;
      op_q <= op_i;
      double_q <= double_i;
    end
    if (valid_q[0]) begin
      sum_q <= op_q == AddAdd ? left + right : left - right;
      kept_q <= a_q;
      op2_q <= op_q;
    end
    if (valid_q[1]) begin
      {fold_negative_q, fold_q} <= fold(sum_q, op2_q == AddCsub, kept_q);
    end
  end

  // What is left of a carry (a number below 76) or of a borrow (one within 38 of 2^256) takes 38
  // more without leaving its low byte.
  always_comb begin
    res_o = fold_q[255:0];
    if (fold_negative_q) res_o[7:0] = fold_q[7:0] - 8'd38;
    else if (fold_q[256]) res_o[7:0] = fold_q[7:0] + 8'd38;
  end

  assign valid_o = valid_q[2];

endmodule
