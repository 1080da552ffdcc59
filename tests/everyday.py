"""News of all that is not ports, of our own making: what most of a newspaper is about.

Sentences are put together from many parts, so that hardly two are alike. About one in four has a number, one in six
a place, one in ten somebody with a post, as in the city pages of a paper.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta

from extract.data import GAZETTEER
from extract.gazetteer import Gazetteer
from tests.corpus import GIVEN, SURNAMES, YEARS

FORMS = (
    "{scene}，{who}{manner}{does}，{remark}。",
    "{scene}，{who}{does}，{who2}在一旁{does2}。",
    "“{saying}。”{who}{manner}说道，{remark}。",
    "{who}{manner}{does}。{remark}，{remark2}。",
    "{where}的{thing}已经{state}，{remark}。",
    "对{who}来说，{thing}不只是{thing2}，{remark}。",
    "{remark}，{who}却{manner}{does}。",
    "有人{does}，有人{does2}，{where}{mood}。",
    "说起{thing}，{who}总是{manner}{does}。",
    "{thing}和{thing2}怎样相得益彰，{who}有自己的看法：“{saying}。”",
    "{place}{where}里，{thing}{state}，{remark}。",
    "{place}的{who}{manner}{does}，{remark}。",
    "据{place}气象台预报，{weather}，{remark}。",
    "{when}，{place}{where}{mood}，{who}{does}。",
    "{when}，{number}名{who}来到{where}{does}，{remark}。",
    "{where}面积{number}平方米，{thing}占了{share}%，{remark}。",
    "{who}今年{age}岁，{manner}{does}，{remark}。",
    "比赛进行到第{minute}分钟，{who}{manner}{does}，{mood}。",
    "{place}{institution}{post}{name}介绍，{thing}{state}，{remark}。",
    "{institution}{post}{name}说：“{saying}。”",
)
PARTS = {
    "scene": "清晨的薄雾还没有散去 傍晚时分华灯初上 一场春雨过后 推开厚重的木门 沿着石板路往里走 秋风吹过山坡 雪落了整整一夜 "
    "午后的阳光斜照进来 锣鼓声由远及近 灯光渐渐暗下来 走进热气腾腾的厨房 翻开泛黄的相册 站在高高的看台上 铃声刚刚响过",
    "who": "老木匠 年轻的护士 几位退休教师 乡村医生 孩子们 邮递员 剧团演员 守林人 图书管理员 修表师傅 志愿者 快递小哥 "
    "科研人员 自行车爱好者 果农 社区网格员 导演 观众 队员 裁缝 面馆老板娘 养蜂人 大学新生 研究团队 琴师 渔家姑娘",
    "who2": "邻居 徒弟 老伴 同伴 记者 家长 小孙女 领队 新来的同事 街坊",
    "manner": "小心翼翼地 不慌不忙地 笑着 认真地 悄悄 一遍又一遍地 毫不犹豫地 饶有兴致地 低着头 轻声 热情地 默默",
    "does": "打磨手里的木料 给病人换药 讲起当年的故事 翻看旧书 调试新设备 排练新编的曲目 清点行李 修剪枝条 搭起帐篷 "
    "描画脸谱 核对名单 记录观测数据 为晚归的人留灯 把饺子端上桌 擦拭展柜 教大家辨认草药 练习传球 收拾渔网 写下自己的心愿 "
    "整理老照片 准备毕业演出 琢磨配方 向路人问路 给古树挂牌",
    "does2": "拍手叫好 递上热茶 帮忙搬椅子 静静地听 记着笔记 打着拍子 忙着拍照 低声议论 擦着汗 招呼客人",
    "thing": "老手艺 这座剧场 传统戏曲 新教材 绿道 家常菜 民间故事 垃圾分类 社区食堂 旧书店 古建筑 阅读 冰雪运动 "
    "智能手机 篮球联赛 非遗展览 老年大学 候鸟 茶文化 夜校 医保新政 乡村音乐会 考古发掘 木版年画 睡眠健康",
    "thing2": "一门生意 一段记忆 生活方式 邻里感情 课堂知识 乡愁 城市风景 年轻人的爱好 科学道理 日常习惯",
    "where": "老街 村口的大槐树下 体育馆 博物馆 实验室 社区活动中心 河边公园 教学楼 小剧场 菜市场 果园 展厅 卫生院 半山腰 "
    "小院 林场 图书馆 训练场 文化广场",
    "state": "焕然一新 深受欢迎 渐渐被人遗忘 走进了寻常百姓家 悄然改变 成了大家的话题 修缮完毕 摆得满满当当 重新热闹起来 "
    "有了传人 告一段落 提上日程",
    "mood": "一片欢声笑语 格外安静 弥漫着桂花的香气 掌声雷动 热闹非凡 气氛紧张 让人流连忘返 显得冷清",
    "remark": "谁也没有料到后来的变化 日子就这样一天天过去 这份心意让人感动 事情并没有想象中那么简单 大家的热情丝毫不减 "
    "细节里藏着功夫 好的作品总要经得起时间的考验 规矩是祖辈传下来的 困难总会过去 变化就发生在身边 道理其实并不复杂 "
    "这让不少年轻人动了心 专家提醒要量力而行 医生建议早睡早起 生活因此有了新的滋味 耐心比技巧更要紧 问题的关键在于坚持 "
    "谁都不愿意先离开 新的想法就这样冒了出来 山里的夜来得特别早",
    "remark2": "这才是最难得的 说完自己也笑了 听的人都点头 心里踏实多了 一切都要从头学起 路还很长 没有人再提起 味道一点没变",
    "saying": "只要有人愿意学，我就愿意教 孩子喜欢，比什么都强 慢工才能出细活 先把基础打牢，再谈创新 老房子有老房子的好 "
    "吃得放心，住得安心，这就够了 输赢不重要，拼到最后才重要 读书能让人静下来 我们想把好东西留给后人 身体好比什么都好",
    "weather": "未来几天多云转晴 气温将明显下降 局地有雷阵雨 早晚温差较大 大风天气仍将持续 雾气要到中午才散",
    "institution": "市图书馆 县医院 文化馆 第二中学 体育局 考古研究所 气象台 教育局 美术馆 社区卫生服务中心",
    "post": "馆长 院长 主任 校长 局长 研究员 副主任 教练",
}
WHEN = (
    "日前",
    "周末",
    "春节前夕",
    "去年冬天",
    "{month}月{day}日",
    "今年以来",
    "国庆假期",
    "上周",
    "开学第一天",
    "{month}月以来",
)
HEADLINES = ("{thing}的春天", "走进{where}", "{who}的一天", "{thing}{state}", "{where}{mood}")


def everyday(count: int, *, seed: int = 1) -> Iterator[str]:
    """So many articles of some 500 characters, each a line of JSON Lines."""
    chance = random.Random(seed)  # noqa: S311 - the same articles each time, and no secret
    words = {slot: some.split(" ") for slot, some in PARTS.items()}
    places = [
        row.short or row.name
        for row in Gazetteer.load(GAZETTEER).divisions
        if row.cls in ("Province", "City")
    ]

    def filled(form: str) -> str:
        slots = {slot: chance.choice(some) for slot, some in words.items()} | {
            "place": chance.choice(places),
            "name": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
            "when": chance.choice(WHEN).format(month=chance.randint(1, 12), day=chance.randint(1, 28)),
            "number": chance.randint(12, 4000),
            "share": chance.randint(5, 95),
            "age": chance.randint(6, 98),
            "minute": chance.randint(2, 89),
        }
        return form.format(**slots)

    for number in range(count):
        day = date(chance.choice(YEARS), 1, 1) + timedelta(days=chance.randrange(365))
        parts = ["".join(filled(chance.choice(FORMS)) for _ in range(3)) for _ in range(4)]
        row = {
            "id": f"everyday-{seed}-{number}",
            "title": filled(chance.choice(HEADLINES)),
            "date": day.isoformat(),
            "publication": "样报",
            "text": "\n".join(parts),
        }
        yield json.dumps(row, ensure_ascii=False)
