// SPDX-License-Identifier: Apache-2.0
// In the place of a core, for formal checks of what is around it: anything may come out, at any time, and
// holds from its `done` on.
module ml_signer
  import ml_microcode_pkg::*;
(
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 wipe_i,
  output logic                 wiping_o,
  input  logic                 erase_i,
  input  logic [3:0]           erase_slot_i,
  input  logic                 load_first_i,
  input  logic                 load_valid_i,
  input  logic [63:0]          load_word_i,
  output logic                 load_good_o,
  input  logic                 start_i,
  input  logic                 expand_i,
  output logic                 busy_o,
  output logic                 done_o,
  output logic                 table_error_o,
  output logic                 cycles_error_o,
  output logic [255:0]         point_o,
  output logic [255:0]         scalar_o,
  output logic [63:0]          head_o,
  output logic [63:0]          cookie_o,
  output logic                 table_en_o,
  output logic [11:0]          table_addr_o,
  input  logic [CombWidth-1:0] table_data_i
);

  (* anyseq *) logic [64+4-1:0] any_flags;
  (* anyconst *) logic [640-1:0] any_result;
  logic running_q, done_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 1'b0;
      done_q <= 1'b0;
    end else begin
      if (start_i) running_q <= 1'b1;
      else if (any_flags[0]) running_q <= 1'b0;
      done_q <= running_q && any_flags[0] && !start_i;
    end
  end

  assign wiping_o = 1'b0;
  assign load_good_o = any_flags[1];
  assign busy_o = running_q;
  assign done_o = done_q;
  assign table_error_o = any_flags[2];
  assign cycles_error_o = any_flags[3];
  assign {cookie_o, head_o, scalar_o, point_o} = any_result;
  assign table_en_o = 1'b0;
  assign table_addr_o = '0;

endmodule

module ml_comb_table
  import ml_microcode_pkg::*;
(
  input  logic                 clk_i,
  input  logic                 a_en_i,
  input  logic [11:0]          a_addr_i,
  output logic [CombWidth-1:0] a_data_o,
  input  logic                 b_en_i,
  input  logic [11:0]          b_addr_i,
  output logic [CombWidth-1:0] b_data_o
);

  assign a_data_o = '0;
  assign b_data_o = '0;

endmodule
