// SPDX-License-Identifier: Apache-2.0
// One signer core with its comb table, for the resource record alone: a pair's table has two ports and
// serves two cores.
module ml_core_synth
  import ml_microcode_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         wipe_i,
  output logic         wiping_o,
  input  logic         load_first_i,
  input  logic         load_valid_i,
  input  logic [63:0]  load_word_i,
  output logic         load_good_o,
  input  logic         start_i,
  input  logic         expand_i,
  output logic         busy_o,
  output logic         done_o,
  output logic         table_error_o,
  output logic         cycles_error_o,
  output logic [255:0] point_o,
  output logic [255:0] scalar_o,
  output logic [63:0]  head_o,
  output logic [63:0]  cookie_o
);

  logic                 table_en;
  logic [11:0]          table_addr;
  logic [CombWidth-1:0] table_data, unused_data;

  ml_signer u_signer (
    .clk_i, .rst_ni, .wipe_i, .wiping_o, .erase_i(1'b0), .erase_slot_i('0),
    .load_first_i, .load_valid_i, .load_word_i, .load_good_o, .start_i, .expand_i, .busy_o, .done_o,
    .table_error_o, .cycles_error_o, .point_o, .scalar_o, .head_o, .cookie_o,
    .table_en_o(table_en), .table_addr_o(table_addr), .table_data_i(table_data)
  );

  ml_comb_table u_table (
    .clk_i,
    .a_en_i(table_en), .a_addr_i(table_addr), .a_data_o(table_data),
    .b_en_i(1'b0), .b_addr_i('0), .b_data_o(unused_data)
  );

  logic unused;
  assign unused = ^unused_data;

endmodule
