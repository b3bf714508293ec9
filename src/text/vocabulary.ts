/** Made by `src/build/train-vocabulary.ts`; pieces of words, parted by blanks. */
export const vocabulary = `
aa ab abe abel abi abil abili abilit ability abl able abled ables abs ac acc acce accep accept
acces access account ace aces ach ache ack acka ackag ackage acke acket acks act acte acti
actio action activ active ad ada adc adcast add addi additio addition addr addre addres address
ade ader aders adi adin ading adv ae af afe after ag age ages ags ai ail aile ain aine ainer
ainerd ainers ainin aining ains aint ait ak ake al ala ale aler algorit algorith ali alias alid
alida alidat alidate alig align ality aliz aliza alizat alizati alizatio alize alized all
allbac allback alle aller allo alloc alloca allocat allocate allocati allow alls ally als alse
alt alu alue am ame ames amesp amespa amespac amespace amet amete ameter ami amo amov amp ampl
ample ampoline ams an ana anag anage analy anc ance ancel and andl andle andler ands andshake
ane ang ange anges ani anic ann anne anno annot annota annotat annotati ano anon anonical ans
ansform ansi ansib ansibl ansible anspor ansport ant anti any ap ape api app appe apped appen
append apper appin apping appl appli applic applica aps apsho apshot ar ara aracte aracter aram
arame aramet aramete arameter arams arat arc arch archi archiv archive ard are ared aren arent
arg arge arget args argume argumen argument ari aria ariabl ariable ark arm arn arr arra arran
array ars arse arsh arsha arshal arshale arshaler art arti ary as ase ases ash asi ask asm ass
asse assembl asser assert assi assig assign associa associat ast async at ata atal atc atch
atche atcher ate ated ater ates atform ath ati atic atin ating atio ation ations ativ ative ato
atomi atomic ator ats att atta attac attach atte attempt atter attern attr attri attrib attribu
attribut atu atur ature atus au aul ault aus ause aut auth authen authent authenti autho author
authori authoriz authors auto av ava avai avail availab availabl ave aw ax ay ayer ba bac back
bad bal balance bas base bb bc bd be bel benchmar ber bf bi bil bili bilit bility bin bind bio
bioc bit bits bj bje bjec bject bl ble bled bles bli blish blk blo bloc block bo boo bool bou
boun bound bp br bra bre brea break broadc broadca broadcas bs bsd bse bserv bst bu bucket buf
buff buffe buffer bug bui buil build builder but bute bution by byt byte bytes ca cac cach
cache cal cale call callback calle caller calls cally can canc cance cancel canonica cap cape
car card cas case cast cat cate cated cates cati catio cation cations cause cb cc cce ccep
ccept cces ccess cco cd ce ced cel cen cens cense cent cep cept cer cert certi certif certifi
certific ces cess cessor cf cg cget cgi cgif cgo cgroup ch cha chai chain chan chang change
channe channel char charact characte che chec check checks ched chedul chedule chem chema ches
chi child chin ching cho ci cia cial cif cifi cific cifie cin cing ciphe cipher ck cka ckag
ckage cke cked cker cket ckets cki ckin cking cks cl cla clas class cle clea clean clear cli
clie clien client clo clos close cloud clu clud clude clus cluster cm cmd cmp cn cnt co cod
code coder codi codin coding col coll colle collec collect collecti com combin comm comma
comman command comme commen comment commi commit commo common comp compa compar compare compat
compatib compi compil compile compl comple complet complete compo compos compr compre compres
compress compu comput compute con conc cond condi condit conditi conditio conf confi config
configu configur conn conne connec connect connecti cons consi consider consis consist consiste
const constan constant constr constra constrai constru construc consu consum consume cont conta
contai contain containe contains conte conten content contex context conti contin continu
continue contr contri contrib contribu contro control controll conv conve conver convert cop
copy copyrig copyrigh cor cord core corr corre correc correct correspo cou coun count counte
counter cov cove cover cp cpu cr cre crea creat create cred credent credenti cri cribe crip
cript cripti criptio cription cripto criptor cro cry cryp crypt crypte crypto cs cse cset csi
csif ct cte cted cti cting ctio ction ctiona ctions ctiv ctive ctl cto ctor cts ctu ctur cture
ctx cu cumen cument cur curr curre curren current curs custom cut cv cvt cy da daemon dar dat
data date db dc dd dde ddi ddition ddlewa ddlewar ddleware ddr ddre ddres ddress de dea dead
deb debu debug dec decl decla declar deco decod decode decomp ded def defa defau defaul default
defe defer defi defin define defined defini definit definiti del dele delega delegat delet
delete deli den dent denti dentia dential dentif dentifi dentifie dep depe depen depend depende
dependen deprec depreca deprecat der ders des desc descr descri describ describe descrip
descript deserial dest det deta dete detect deter determ determi determin dev devi devic device
dex df dg dge di dia dic dica dicat dicate dict dif diff diffe differ differe differen dig
diges digest din ding dio dioc dir dire direc direct directi directo director dis disa disab
disabl disable disc discard disp dist distr distri distrib distribu dit diti ditio dition
ditiona ditional ditions div dl dle dlewar dleware dli dlin dm dn dns do doc dock docke docker
docum docume documen document dom domai domain don dow down dp dpoin dpoint dr dra dre dres
dress dri driv drive driver ds dst dt du duc duce dul dule dump dup duplica duplicat duratio
duration dv dw dwar dwarf dx dy dyn dynami dynamic ea eac each ead eade eader eading eadlin eak
eal eam ean ear earch eas ease eat eate eated eatur eature eb eba ebu ebug ec eca ece eceiv
eceive ech eci ecif ecifi ecific ecifie ecified eck ecl ecla eclar eco ecod ecode ecom ecomp
econ econd ecor ecord ecr ecre ecret ect ecte ected ecti ectio ection ections ectiv ective ecto
ector ects ecu ecur ecut ecv ed ede edenti edentia edential edi edia ediat ediate edir edirect
edit edu ee eed eep ef efa efau efaul efault efe efer efere eferen eferenc eference efi efin
efine efined efini efinit efiniti efinitio efix efl efle eflec eflect efs eg ega egat egati ege
egi egis egist egiste egister egistr egistry ei ein el ela elat eld ele elea eleas elease elec
elect elegat elem eleme elemen element elemetr elemetry elet elete elf eli elin ell elo eloc
els ely em ema emb embe ember eme emen ement ementa ements emi emo emot emote emov emove emp
empl empla emplat emplate empt empty ems en ena enab enabl enable enabled enam ename enc ence
enchmark enco encod encode encodin encoding encry encryp encrypt ency end ende ended enden endi
endin ending endp endpo endpoi endpoin endpoint ends ene ener enera enerat enerate enerated eng
engt ength eno ens ense ensi ensio ension ent enta entat entati entatio entation ente ented
enti entia ential entic entica enticat entif entifi entifie entifier entio ention entit entl
ently entr entry ents env environ eo eof eout ep epa epar epara eparat epe epen epend epende
ependen ependenc epl epla eplac eplace epo epor eport epr epre epreca eprecat epres eprese
epresen epresent ept eq equ equa equal eque equen equenc equence eques equest equi equir equire
equired er era eral erat erate erated erati eratio eration erato erator erc ere ered eren erenc
erence erf erfa erfac erface erflow erform erg erge eri eria erial eriali erializ erialize erif
erifi erifie eriment erin ering erl erla erm ermi ermin ermina erminat ermissi ermissio ern
erna ernal erne ero erp erpret err errno erro error errorf errors ers erse ersi ersio ersion
ert erte erti ertif ertifi ertific ertifica erv erva erve erved erver ervi ervic ervice ery es
esc esca escap escape escr escri escrip escript escripti escripto ese esen esent eser eserial
eseriali eserv eserve eserved eset esi esize eso esol esolv esolve esour esourc esource esp
espa espac espace espec espo espon espond espons esponse ess essa essag essage esse essed essi
essio ession esso essor est esta estam estamp este ested esti estin esting estr ests esu esul
esult et eta etadat etadata etc ete eter eterm etermi etermin eth ethe ether etho ethod eti
etime etl etp etr etri etric etry ets ett ette etter etti ettin etting etu etur eturn eturns
etw etwo etwor etwork eu ev eve evel even event events ever evi evic evice ew ewa ex exa examp
exampl example exc exce excep except excl exclu exe exec execu execut exi exis exist exit exp
expan expand expe expec expect expecte expected exper experi experim experime expir explicit
expo expor export exporte exported exporter expr expres express ext exte exten extend extens
extensi extensio extr extra extrac extract ey fa fac face fact fai fail fal fals false fata
fatal fau faul fault fb fc fd fe featur feature fect fer fere feren ferenc ference ff ffe ffect
ffer ffere fff ffff fffff ffffff fffffff ffffffff ffi fficien fficient ffs ffse ffset fi fic
fica ficat ficate ficati ficatio fication fie fied fiel field fields fier fig figu figur
figurati figure fil file filenam filename filepath files filt filte filter fin final finalize
find fine fini finit finition fir first fix fixe fl fla flag flags fle flec flect flo floa
float flow flu flus flush fm fmt fn fo fol foll follo follow for forc force fore form forma
format formati formatio formatt formatte forwa forwar forward found fp fr fra fram frame fre
free fro from fs fse fset ft fu ful full fun func funct functi functio function fy ga gat gate
gati gation gc ge ged gen gene gener genera generat generate ger ges gest get getp getr gets gg
gge gger gh ght gi gid gif gin ging gis gist giste gister gistr git githu github gl gle gn gna
gnal gnatur gnature gne gned gno gnor gnore go goo goog googl google gor gorithm gorouti
goroutin got gover govern gp gr gra gram grap graph gre gress gro grou group groups grp grpc gs
gt gu gument guration ha hain hal han hand handl handle handler hang hange hannel har haract
haracte haracter hare has hash hat hav hd hdr he hea head heade header hec heck hed hel help
helper hem hen hentic hentica henticat her here hes hi hift hin hing his hl hm ho hor hort hos
host hostnam hostname hou hould how hr hre hrea hread hro hs ht htt http https hu hy ia iabl
iable ial iali ializ ialize ian iat iate iation ib ibilit ibility ibl ible ibu ibut ibute ibuti
ibutio ibution ic ica ical icall ically icat icate icates icati icatio ication ications ice
icen icens icense ices ici ick ics ict id ida idat idate iddle iddlew iddlewa iddlewar ide iden
ident identi identif identifi ider idx ie ied iel ield ields ien ient ier ies if ifa iff iffer
iffere ifferen ifi ific ifica ificat ificate ificati ificatio ifie ified ifier ift ify ig igest
igh ight ights igi igin ign igna ignal ignat ignatu ignatur ignature igne igned ignment igno
ignor ignore igu igur iguratio il ild ile iled ilename iles ili ilit ility ill ils ilt ilte
ilter im ima imag image ime imeo imeou imeout imer imes imest imesta imestam imestamp imi imit
imm immediat imp impl imple implem impleme implemen impli impo impor import in ina inal inat
inate inati inatio ination inc incl inclu includ include inco incre ind inde indent index indi
indic indica indicat indicate indo indow indows ine ined iner iners ines inf info informa
informat ing inge ings ini inin ining init initi initia initial initiali ink inl inlin inline
inp input ins inse inser insert inspec inspect inst insta instal install instan instanc
instance instr instru instruc instruct instrume int inte integ inter interf interfa interfac
intern interna internal interp interpr interpre intf intp intpt intptr intr ints inu inux inv
inva inval invali invalid io ioc iocbr iocbrd iocbrdg iocg iocget iocgi iocgif iocs iocse
iocset iocsi iocsif ion iona ional ions ip ipa ipe ipher ipp ips ipt ipti iptio iption iptor ir
ire irec irect irecti irecto irector irectory ired irs irtual is isa isabl isable isc ise ish
isi isio ision isp iss issi ission issu issue ist iste isten istent ister isti istin isting
istr istri istrib istribu istribut it ita itc itch ite ited item iter itera iterat ites ith
ithub iti itia itial itiali itializ itialize ities itin iting itio ition itiona itional itions
itive its itt itte ity iv iva ivat ivate ive ively iver ivi ix iz iza izat izati izatio ization
ize ized izer je jec ject join js jso json ka kag kage ke ked ken ker ket key kg ki kin king
kno know known ks la lab labe label lable lac lace lag lags lan lang lar las lass last lat late
lated lates latfor latform lati latio lation lay laye layer lb lback lc ld lde lder lds le lea
lean lear leas lease lec lect lecti lectio lection lector led leg lega lem leme lemen lement
lementa lements lemetry len lename leng lengt length ler les less let lete lev leve level
leware lex lf lg lgorith lgorithm li lia lib libc lic lica licat licate licati licatio lication
lice licen licens license lici licit lid lida lidat lidate lie lien lient lif lig lign lim limi
limit lin line lines ling link lint linu linux lis lish list liste listen lit literal lity liv
live liz lizat lizati lizatio lization lize lized lk ll llbac llback lle llec llect llecti
llectio llection lled ller lli llin lling llo lloc lloca llocat llocate llow lls lly ln lo loa
load loade loader loat lob loc loca local locat locate locati locatio location lock locke
locked locks log logg logge logger logi lon long loo look lookup loop los lose low lowe lower
lp lr ls lse lt lte lter lti ltip ltipl lu lud lude lue lugi lugin lum lume lus lush lv lve ly
ma mac mad mag mage mai main maintain mak make mal mall malloc man manag manage manager mand
manifest map mapp mar mark mars marsh marsha marshal marshale mas mask mat matc match matche
mati matio mation max mb mbe mber mbi mc md me med medi media mediat mediate mem memb membe
member men ment menta mentat mentati mentatio mente mented ments meout mer merg merge mes mesp
mespa mespac mespace mess messa messag message mesta mestam mestamp met meta metadat metadata
mete meter meth metho method metr metri metric mi mic middle middlew middlewa min mina minat
ming mini mip mips mis miss missi missio mission mit mite mitempty mithy mitt mitte mitted ml
mm mma mman mmand mme mmediate mmen mment mo mod mode modi modif modifi modifie modu modul
module mon mor mote mou moun mount mov movd move mp mpa mpar mpi mpil mpile mpl mpla mplat
mplate mple mplem mpleme mplemen mplement mplet mplete mpli mpo mpor mport mpr mpre mpres
mpress mpt mpty mpu mput mpute ms msg mt mu mul mult multi multip multipl multiple mut muta na
nab nabl nable nabled nal nali nally nam name names namesp namespa namespac nan nap napsh
napsho napshot nar nary nat nate nati natio nation natur nature nb nc nca ncat nce ncel nces
nch ncl nclu nclud nclude nco ncod ncode ncodin ncoding ncr ncre ncry ncryp ncrypt nct ncti
nctio nction nd nda nde nded nden ndent nder ndex ndi ndicat ndin nding ndit nditi nditio
ndition ndl ndle ndler ndo ndp ndpoi ndpoin ndpoint nds ne nec nect necti nectio nection ned
nee need neg nel ner nera nerat nerate nerated ners nes ness net netw netwo networ network new
nex nexpect nexpecte next nf nfi nfig nfigu nfigur nfigura nfigurat nfigure nfo nfor nform
nforma nformat nformati ng nge nger nges ngl ngle ngs ngth ni nic nif nil nin ning nis nit niti
nitia nitial nitiali nitializ nk nl nli nlin nline nlo nloc nlock nly nm nma nmar nmars nmarsh
nmarsha nmarshal nment nn nne nnec nnect nnecti nnectio nnection nner nnin nning nnot nnotat
nnotatio no nod node non none nor nore norm norma normal normali normaliz nos not nota notat
notati notatio notation note noti notif now np nr nre ns nsa nsaf nsafe nse nser nsert nset nsi
nsib nsibl nsible nsio nsion nsp nspec nspect nsport nst nsta nstal nstall nstan nstanc nstance
nstant nstr nstrain nstraint nstru nstruc nstruct nstructi nstrumen nsu nt nta ntai ntain
ntaine ntainer ntainerd ntainers ntains ntat ntati ntatio ntation nte nted nteg nten ntent nter
nterf nterfa nterfac nterface ntern nterna nternal nterp nterpr nterpre nterpret nters ntex
ntext ntf nti ntia ntial ntic ntica ntif ntifi ntifie ntifier ntim ntime ntin nting ntinu
ntinue ntion ntl ntly nto ntp ntpt ntptr ntr ntri ntribut ntro ntrol ntroll ntrolle ntroller
ntry nts nu num numb numbe number nv nva nval nvali nvalid nve nver nvert ny oa oad oadcas
oadcast oade oat ob obj obje objec object observ oc oca ocal ocat ocate ocati ocatio ocation
ocations ocbrdg oce oces ocess ocg ocget ocgi ocgif oci ock ocke ocked ocker ocket oco ocs ocse
ocset ocsi ocsif ocume ocumen ocument od ode oder odes odi odif odifi odifie odin oding odu
oduc oduce odul odule oe of off offs offse offset ofi ofil ofile og ogr ogra ogram oi oid oin
oint ointe ointer ok oke oken ol ola old ole oli olic olicy oll olle ollec ollect ollecti
ollectio ollo ollow olo olu olum olume olv olve om oma omain ome omi omitempt omm omma omman
ommand omme ommen omment ommit ommon omp ompa ompar ompat ompi ompil ompile ompl omple omplet
omplete ompo ompr ompre ompres ompress ompressi ompu omput ompute on ona onal onc ond ondi
ondit onditi onditio ondition one onf onfi onfig onfigu onfigur onfigura onfigure ong oni onl
only onn onne onnec onnect onnecti onnectio ons onse onsi onsist onsisten onst onstant onstr
onstra onstrai onstrain onstru onstruc onstruct onsume ont onta ontai ontain ontaine ontainer
ontains onte onten ontent ontex ontext onti ontin ontinu ontinue ontr ontrib ontribu ontribut
ontro ontrol ontroll ontrolle onv onve onver onvert oo oogle ook ool oop oot op opcode ope open
oper opera operat operati operatio opr ops opt opti optio option optiona optional options opts
opy opyrigh opyright or ora orc orce ord orde order ore ored ori orig origin oring orit ority
ork orm orma ormal ormaliz ormat ormati ormatio ormation ormatt ormatte orouti oroutin oroutine
orr orre orrect orrespon ors ort orte orted orter orts orwar orward ory os ose osi osit ositi
ositio osition oss ost ostname ot ota otat otati otatio otation ote otes oth othe other oti oto
ots ou ough oul ould oun ound ount ounte ounter oup oups our ourc ource ources ous out oute
outi outin outine outpu output ov ove over overflo overflow overl overla ovi ovid ovide ow owe
ower own ows ox pa pac pace pack packa packag package packe packet pad pag page pan pani panic
par para param parame paramet paramete params pare paren parent pars parse parser part parti
pas pass pat path patter pattern pb pc pco pd pda pdat pdate pe pec peci pecial pecif pecifi
pecific pecifie pecified pect pecte pected ped pee pen pend pende penden pendin pending per
pera perat perati peratio peration perf perfor perform peri perimen periment perm permi permiss
permissi pers pes pf pg ph pher pi pic pid pil pin ping pip pipe pk pkg pl pla plac place plat
platfo platfor platform play ple plem pleme plemen plement plementa plemente plet plete pli
plic plica plicat plicate plicati plicatio plici plicit plie plit plu plug plugi plugin pm pmov
po poi poin point pointe pointer points pol poli polic policy poll pon ponent pons ponse pool
pop por port porte ported porter ports pos pose posi posit positi positio position post pp ppe
pped ppen ppend pper ppi ppin pping ppioc ppl ppli pplica ppo ppor pport pporte pported pppio
pppioc ppr ppro pr pre prec preca precat pref prefi prefix pres prese presen present press
pressi pressio pression prev pri prin print printf prio prior priori priorit priority priv
privat private privileg pro prob proc proce proces process prod produ produc produce prof profi
profil profile prog progr progra program progress project prom prop propagat prope proper
propert prot protec protect proto protob protobu protobuf protoc protoco protocol protoimp prov
provi provid provide provider ps pse psh pshot pt pte pted pti ptio ption ptional ptions pto
ptor ptr pts pty pu pub publ publi public publis publish put pute py pyright qu qua qual que
quen quenc quence quer query ques quest queu queue qui quir quire quo quot quote ra rable rac
race rack ract racte racter racti raction rad rag rage rai rain ral ram rame ramet ramete
rameter rampolin rams ran rand random rang range rans ransf ransfor ransform ransp ranspo
ranspor ransport rant rap raph rappe rar rat rate rated rati ratio ration rations rato rator
raw rb rc rce rch rchi rchiv rchive rd rde rder rdi rdin rds re rea reach read reade reader
ready reak real ream reas reat reate rec rece recei receiv receive reco recon recor record
recover rect recti rector rectory recv red rede redent redenti redentia redi redirect ree ref
refe refer refere referen referenc refi refix refl refle reflec reflect reg regi region regis
regist registe register registr registry regs rel rela relat relati rele relea releas release
relo reloc rem rema reme remen rement remo remot remote remov remove ren renc rence rent rep
repl repla replac replace repo repor report repr repre repres represe represen req requ reque
reques request requi requir require required res rese resen resent reser reserv reserve
reserved reset reso resol resolv resolve resolver resou resour resourc resource resp respo
respon respond respons response ress resse ressi ressio ression rest restart restrict resu
resul result ret retr retrie retu retur return returned returns rev reve revi rf rfac rface rg
rge rget rgs rgumen rgument ri ria riable rial riali rializ rialize rib ribu ribut ribute
ributi ributio ribution ric rid rie ries rif rig righ right rights rim riment rin ring rings
rint rintf rio riorit riority rip ript ripti riptio ription ripto riptor ris rit rite riter
rity riv rivat rivate rive river rivilege rk rl rli rm rma rmal rmat rmatio rmation rmi rmin
rmina rminat rmission rn rna rnal rnam rname rne rned rnin rning ro roadca roadcas roadcast rob
roc roce roces rocess rod rodu roduc roduce rof rofi rofil rofile rog rogr rogram rogress rol
roll rom ron roo root rop roper ror rors ros rot rotect roto rotobuf rotoc rotoco rotocol
rotoimpl rou roun round roup roups rout route routi routin routine rov rovi rovid rovide
rovider row rp rpc rr rra rre rren rrent rrespond rri rro rror rrorf rrors rs rsa rse rsh rsha
rshal rshale rshaler rsi rsio rsion rst rt rta rte rted rter rti rtif rtifi rtific rtifica
rtificat rting rts rtype ru ruc ruct ructi ructio ruction ructur ructure run runc rune runnin
running runti runtim runtime rv rva rve rver rvi rvic rvice rw rward ry ryp rypt rypto sa sab
sabl sable saf safe sag sage sam sampl sample san sandbox sat sb sc sca scal scale scall scan
scap scape sch sche sched schedu schedul schedule schem schema sco scr scri scrib scribe scrip
script scripti scriptio scripto scriptor sd se search sec seco secon second seconds secre
secret sect secti sectio section secu secur security sed see seg sel sele selec select self sem
sen send sent separa separat seq sequ seque sequen sequenc sequence ser seri seria serial
seriali serializ sert serv serve served server servi servic service services ses session set
sets sett setti settin setting sf sg sh sha shal shar share she shed shi shif shift sho shor
short shot shoul should si sib sibl sible sid side sif sig sign signa signal signat signatu
signatur signe signed sim simpl sin sing single sio sioc siocbr siocbrd siocbrdg siocg siocgi
siocgif siocs siocsi siocsif sion sions sis sist sisten sit site siti sitio sition sive siz
size sk ski skip sl sli slic slice slo sm sma smi smit smith smithy sn sna snap snaps snapsh
snapsho snapshot so soc sock socke socket soft sol solv solve solver some son sor sort sou sour
sourc source sources sp spa spac space span spe spec speci specia special specif specifi
specific specifie spect spl spli split spo spon spons sponse sprint sq sr src ss ssa ssag ssage
sse ssed sser ssert sses ssi ssig ssign ssin ssing ssio ssion ssions sso ssociat ssociate ssor
ssu st sta stac stack stal stall stam stamp stan stanc stance stand stant star start stat state
stati static stats statu status std ste sted stem sten ster sti stic stin sting stm stname sto
stop stor store str stra stre strea stream stri strib stribu stribut stribute stributi stric
strict strin string strings stru struc struct structi structio structu structur strument sts su
sub subs subscri subst suc succ succe succes success suffi sul sult sum sume sup supp suppo
suppor support supporte sur sure sv sw swa swap swarm swi swit switc switch sy sym symbo symbol
symlin symlink syn sync synchro synchron sys sysc sysca syscal syscall syst syste system ta tab
tabl table tables tac tach tack tadata tag tai tail tain taine tainer tainerd tainers tal tall
tam tamp tan tance tant tar targ targe target tart tas task tat tate tati tatio tation tations
tats tatu tatus tb tc tch tche tcher tcp td te tec tect ted teg tel telemet telemetr tem temp
templ templa templat template tempt ten tend tens tensi tensio tension tent ter tera terat tere
terf terfa terfac terface teri term termi termin termina terminat tern terna ternal terpre
terpret ters tes test testi testin testing tests tex text tf tg th tha that the then thenti
thentic thentica ther there thi thin thing this tho thod thor thori thr thre threa thread thro
through ti tia tial tiali tializ tialize tic tica tical tically tie ties tif tifi tific tifica
tificat tificate tifie tifier til tils tim time timeo timeou timeout timer times timest timesta
timestam tin tine ting tinu tio tioc tiocg tiocs tion tiona tional tionally tions tip tit tiv
tive tl tle tli tls tly tm tmp tn tnam tname to toc tok toke token tom tomi too tool top tor
tore tors tory tp tpa tpr tpt tptr tput tr tra trac trace track tract trai trampoli tran trans
transf transfo transfor transp transpo transpor trat tre trea tream tri trib tribu tribut
tribute tributes tributi tributio tric trict trie tries trin tring trings tro trol tru truc
truct tructi tructio truction tructu tructur tructure true trun trunc truncat truncate try ts
tsi tst tsta tt tta ttac ttach tte tted tter tti ttime ttin tting ttp ttps ttr ttrib ttribu
ttribut ttribute tu tua tual tun tur ture tures turn turns tus tw two twor twork tx txattr ty
typ type types ua ual uali ub ubl ubli ublic ublish ubs uc ucce ucces uccess uct ucti uctio
uction ud ude ue uen uer ues uest ueue uf uff uffe uffer ug ugin ui uid uil uild uin uint uintp
uintpt uintptr uir uire ul ula ulat ulate ulati uld ule ull ult ulti ultip ultipl ultiple um
umbe umber ume umen ument umentati ump un una unc unct uncti unctio unction und unde under une
unexpect uni unk unknown unl unlo unloc unlock unm unma unmar unmars unmarsh unmarsha unn
unning unp unr unre uns unsa unsaf unsafe unset unt unte unter unti untim untime uot up upd
upda updat update upl uplica uplicat uplicate upp uppo uppor upport upporte upported ups ur ura
urat urati uratio uration urc urce ure ures uri url urn urr urre urren urrent urs us usage use
used user ush usi ust uste ut uta utable ute uth uthent uthenti uthentic utho uthor uthori
uthoriz uti util utils utime utin utine utio ution uto utput ux va vail vailable val vali valid
valida validat validate valu value values var vari varia variab variabl variable variant vat vc
vd ve ved vel ven vent vents ver vera verflow veri verif verifi verifie verl verla vers verse
versi versio version versions vert ves vf vi vic vice vid vide vin ving vir virt virtua virtual
vis visi vl vm vo vol volu volum volume vp vpm vpmov vs vt wa wai wait wal wan want war ward
ware warning was watch way we wer wh whe wi win wind windo window windows wire wit witc witch
with wn wo wor word work wr wra wrap wrapp wrappe wri writ write writer ws xa xampl xample xatt
xattr xb xc xce xcept xd xe xec xecu xecut xf xff xfff xffff xfffff xffffff xfffffff xi xis
xist xp xpe xpec xpect xpecte xpected xperime xperimen xpo xpor xport xporte xporter xpr xpress
xt xte xten xtend xtens xtensi xtensio xtension xtr xtra xtract xx xxx ye yin ying ym ymbol
ymlink yn ynamic ync ynchron yp ype ypes ypt ypto ys ysc ysca yscal yscall yst yste ystem yt
yte ytes zat zati zatio zation ze zed zer zero
`
