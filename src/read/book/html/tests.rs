//! Pages as other programs write them.

use encoding_rs::UTF_8;

use super::*;
use crate::read::book::Value;

type Cells = Vec<(u32, u32, String)>;

fn page(html: &str) -> Result<HtmlPage, ReadError> {
    HtmlPage::open(&Shared::from(html.as_bytes().to_vec()), Text { encoding: UTF_8, bom: 0 })
}

fn cells(html: &str) -> Cells {
    let mut cells = Vec::new();
    let mut page = page(html).expect("a page");
    page.each_cell(0, &mut |row, column, value| {
        let mut text = String::new();
        if let Value::Number(_) = value {
            text.push('=');
        }
        value.write(&mut text);
        cells.push((row, column, text));
        Ok(true)
    })
    .expect("cells");
    cells
}

fn of(cells: &[(u32, u32, &str)]) -> Cells {
    cells.iter().map(|(row, column, text)| (*row, *column, (*text).to_owned())).collect()
}

fn merges(html: &str) -> Vec<Dimensions> {
    page(html).expect("a page").merges(0).expect("merges")
}

#[test]
fn spans_are_merges() {
    let html = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e</table>";
    let expected = [(0, 0, "a"), (0, 1, "b"), (1, 1, "c"), (1, 2, "d"), (2, 0, "e")];
    assert_eq!(cells(html), of(&expected));
    let merge = |start, end| Dimensions { start, end };
    assert_eq!(merges(html), [merge((0, 0), (1, 0)), merge((0, 1), (0, 2))]);
}

#[test]
fn spans_end_with_their_table() {
    let html = "<table><tr><td rowspan=60000>a<tr><td>b</table><table><tr><td>c</table>";
    assert_eq!(cells(html), of(&[(0, 0, "a"), (1, 1, "b"), (2, 0, "c")]));
    assert_eq!(merges(html), [Dimensions { start: (0, 0), end: (1, 0) }]);
    let all = "<table><tr><td rowspan=0>a<td>b<tr><td>c</table>";
    assert_eq!(cells(all), of(&[(0, 0, "a"), (0, 1, "b"), (1, 1, "c")]));
}

#[test]
fn text_is_shown_as_browsers_show_it() {
    let html =
        "<table><tr><td> a\n  b<br>c <b>d</b>e &nbsp;</td><td><p>x</p><p>y</p></td></tr></table>";
    assert_eq!(cells(html), of(&[(0, 0, "a b\nc de \u{a0}"), (0, 1, "x y")]));
}

#[test]
fn only_typed_cells_are_numbers() {
    let html = "<table><tr><td>1.5<td x:num>1,200.5<td x:num='45000'>2023-3-15\
        <td x:num=\"1.10101199003078E+17\">1.10101E+17<td style='mso-number-format:\"\\@\"'>0012\
        <td sdval=\"7\" sdnum=\"1033;\">7<td x:str='3'>3</table>";
    let texts: Vec<String> = cells(html).into_iter().map(|(.., text)| text).collect();
    let expected = ["1.5", "=1200.5", "2023-3-15", "=110101199003078000", "0012", "=7", "3"];
    assert_eq!(texts, expected);
}

#[test]
fn layout_tables_hold_tables_and_small_ones_are_text() {
    let html = "<table><tr><td>menu<td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>";
    let expected = [(0, 0, "menu"), (1, 0, "a"), (1, 1, "b"), (2, 0, "c"), (2, 1, "d")];
    assert_eq!(cells(html), of(&expected));
    let html = "<table><tr><td>a<td><table><tr><td>b<td>c</table><td>d<tr><td>e</table>";
    assert_eq!(cells(html), of(&[(0, 0, "a"), (0, 1, "b c"), (0, 2, "d"), (1, 0, "e")]));
}

#[test]
fn lines_between_tables_are_rows() {
    let html = "<html><title>no</title><h1>台账</h1>填报单位：<b>长春市</b><table><caption>表一\
        <tr><td>a</table>完";
    let expected =
        [(0, 0, "台账"), (1, 0, "填报单位：长春市"), (2, 0, "表一"), (3, 0, "a"), (4, 0, "完")];
    assert_eq!(cells(html), of(&expected));
}

#[test]
fn a_page_without_a_table_is_refused_with_advice() {
    let error = page("<html><body>请登录</body></html>").map(|_| ()).expect_err("no table");
    assert!(matches!(&error, ReadError::Wrong(why) if why.contains("没有表格")), "{error}");
}

#[test]
fn the_sheet_has_the_name_that_excel_gave_it() {
    let html =
        "<!--[if gte mso 9]><xml><x:Name>一班</x:Name></xml><![endif]--><table><td>a</table>";
    assert_eq!(page(html).expect("a page").sheets()[0].name, "一班");
}

#[test]
fn hostile_spans_and_nests_cost_nothing() {
    let deep = "<table><tr><td>".repeat(100);
    assert!(matches!(page(&deep), Err(ReadError::TooLarge(_))));
    let wide = format!("<table><tr>{}</table>", "<td colspan=1000>x".repeat(20));
    assert!(matches!(page(&wide), Err(ReadError::TooLarge(_))));
}
